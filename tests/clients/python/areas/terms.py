"""Terms of use: agreements with their files and acceptances. The same in both versions."""

from local_graph.queries import query

PAGE = b"%PDF-1.4\nOnly on Sundays.\n%%EOF\n"


async def steps(graph):
    record, models = graph.record, graph.models
    agreements = graph.governance.terms_of_use.agreements
    made = await record.call(
        "an agreement",
        agreements.post(
            models.Agreement(
                display_name="Rules of the archive",
                is_viewing_before_acceptance_required=True,
                files=[
                    models.AgreementFileLocalization(
                        file_name="rules.pdf",
                        language="en",
                        is_default=True,
                        file_data=models.AgreementFileData(data=PAGE),
                    )
                ],
            )
        ),
        http=201,
        display_name="Rules of the archive",
    )
    of_agreement = agreements.by_agreement_id(made.id)
    read = await record.call("with its files", of_agreement.get(query(of_agreement, expand=["files"])), id=made.id)
    record.equal("its files", [one.file_name for one in read.files or []], ["rules.pdf"])
    found = await record.call("all agreements", agreements.get())
    record.holds("it is among them", made.id in [one.id for one in found.value])
    change = models.Agreement(display_name="Rules of the archive and the cellar")
    await record.call("it is renamed", of_agreement.patch(change), http=204)
    await record.call("the change is read", of_agreement.get(), display_name="Rules of the archive and the cellar")
    added = models.AgreementFileLocalization(
        file_name="regles.pdf", language="fr-FR", is_default=False, file_data=models.AgreementFileData(data=PAGE)
    )
    await record.call("a translation", of_agreement.files.post(added), http=201, language="fr-FR")
    await record.call("its files", of_agreement.files.get(), items=2)
    await record.call("who has accepted", of_agreement.acceptances.get(), items=0)
    await record.call("it is deleted", of_agreement.delete(), http=204)
    await record.refused("it is gone", of_agreement.get(), http=404)
