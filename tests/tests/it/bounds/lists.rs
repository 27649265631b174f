//! How long a list may take.

use super::*;

/// A Graph whose list goes on for ever, at once, in pages without items.
fn endless() -> (FakeGraph, GraphClient) {
    let graph = FakeGraph::new();
    let route = graph.on(Method::Get, "/things");
    route.respond_with(|sent| {
        let number: u64 = sent.query("p").map_or(0, |number| number.parse().unwrap());
        let next = format!("https://graph.microsoft.com/v1.0/things?p={}", number + 1);
        Reply::page([] as [Json; 0], Some(&next))
    });
    let client = GraphClient::new(graph.credential(), Some(graph.options())).unwrap();
    (graph, client)
}

/// Runs this alone on a runtime of one thread; an error when it does not end.
fn alone<F: Future<Output = ()>>(work: impl FnOnce() -> F + Send + 'static) {
    let (done, wait) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(work());
        done.send(()).unwrap();
    });
    wait.recv_timeout(Duration::from_secs(30))
        .expect("it does not end, or it failed");
}

#[test]
fn a_list_without_end_lets_others_run() {
    const SHORT: Duration = Duration::from_millis(50);
    alone(|| async {
        let (graph, client) = endless();
        let list = || client.request::<Page<String>>(Method::Get, "/things");
        let mut items = list().items();
        assert!(tokio::time::timeout(SHORT, items.next()).await.is_err());
        assert!(graph.sent().len() > 1);
        assert!(tokio::time::timeout(SHORT, list().pages().count()).await.is_err());
        // Others of the same task too.
        let all = list().items().count();
        let other = async { tokio::time::sleep(SHORT).await };
        tokio::select! {
            count = all => panic!("{count} items"),
            () = other => {}
        }
    });
}

#[test]
fn a_deadline_ends_a_list() {
    alone(|| async {
        let (graph, client) = endless();
        let list = || client.request::<Page<String>>(Method::Get, "/things");
        let begun = Instant::now();
        let mut items = list().items().with_deadline(Duration::from_millis(50));
        let error = items.next().await.unwrap().unwrap_err();
        assert!(begun.elapsed() >= Duration::from_millis(50));
        assert!(error.is_timed_out() && !error.is_limit_exceeded(), "{error}");
        assert_eq!(
            error.to_string(),
            "GET /{raw}: the timeout passed, the service may have acted: the list has not ended within its deadline of 50 ms"
        );
        assert!(items.next().await.is_none());
        // It can be gone on with where it ended.
        assert_eq!(
            items.next_link().unwrap().rsplit_once('=').unwrap().1,
            graph.sent().len().to_string()
        );
        let mut late = list().pages().with_deadline(Duration::ZERO);
        let before = graph.sent().len();
        assert!(late.try_next().await.unwrap_err().is_timed_out());
        assert_eq!(graph.sent().len(), before, "nothing is asked for when it is too late");
    });
}

#[tokio::test]
async fn a_deadline_ends_a_missing_page_and_no_ended_list() {
    let graph = FakeGraph::new();
    let next = "https://graph.microsoft.com/v1.0/things?p=1";
    let pages = graph.on(Method::Get, "/things");
    pages
        .respond(Reply::page(["a", "b"], Some(next)))
        .respond(Reply::page(["c"], None));
    let client = GraphClient::new(graph.credential(), Some(graph.options())).unwrap();
    let list = || client.request::<Page<String>>(Method::Get, "/things");
    let mut items = list().items().with_deadline(Duration::from_millis(100));
    assert_eq!(items.try_next().await.unwrap().as_deref(), Some("a"));
    tokio::time::sleep(Duration::from_millis(120)).await;
    assert_eq!(
        items.try_next().await.unwrap().as_deref(),
        Some("b"),
        "what has arrived is given"
    );
    assert!(items.try_next().await.unwrap_err().is_timed_out());
    assert_eq!(graph.sent().len(), 1, "nothing is asked for when it is too late");
    let mut stalled = list().pages().with_deadline(Duration::from_millis(100));
    assert_eq!(stalled.try_next().await.unwrap().unwrap().value, ["c"]);
    tokio::time::sleep(Duration::from_millis(120)).await;
    assert!(stalled.try_next().await.unwrap().is_none());
    let pages = graph.on(Method::Get, "/others");
    pages.respond(Reply::stalled());
    let others = client.request::<Page<String>>(Method::Get, "/others");
    let mut stalled = others.pages().with_deadline(Duration::from_millis(100));
    assert!(stalled.try_next().await.unwrap_err().is_timed_out());
    let page = Reply::page(["d"], None);
    graph.on(Method::Get, "/more").respond(page);
    let more = client.request::<Page<String>>(Method::Get, "/more").items();
    let more: Vec<String> = more.with_deadline(Duration::MAX).try_collect().await.unwrap();
    assert_eq!(more, ["d"]);
}

#[tokio::test]
async fn the_clients_timeout_holds_for_each_request_that_sets_none() {
    let slow = || Act::SendAfter(Duration::from_millis(600), json(200, &[], "{}"));
    let server = Misbehaving::start([slow(), slow(), slow(), slow()]).await;
    let options = server.options().with_timeout(Duration::from_millis(200));
    let client = GraphClient::new(FakeCredential::new(), Some(options)).unwrap();
    let request = || client.request::<Json>(Method::Post, "/things");
    let error = request().send().await.unwrap_err();
    assert!(error.is_timed_out() && error.to_string().ends_with("200 ms"), "{error}");
    let error = request().timeout(Duration::from_millis(100)).send().await.unwrap_err();
    assert!(error.is_timed_out() && error.to_string().ends_with("100 ms"), "{error}");
    request().timeout(Duration::MAX).send().await.unwrap();
    let mut batch = client.batch();
    let handle = batch.add(request());
    let error = batch.send().await.take(handle).unwrap_err();
    assert!(error.is_timed_out(), "{error}");

    let next = format!("{}/v1.0/things?p=1", server.endpoint());
    server.then(Act::Send(json(
        200,
        &[],
        &format!(r#"{{"value":["a"],"@odata.nextLink":"{next}"}}"#),
    )));
    server.then(Act::SendAndStall(Vec::new()));
    let mut items = client.request::<Page<String>>(Method::Get, "/things").items();
    assert_eq!(items.try_next().await.unwrap().as_deref(), Some("a"));
    assert!(items.try_next().await.unwrap_err().is_timed_out());
    assert_eq!(GraphClientOptions::default().timeout, None);
}

#[tokio::test]
async fn a_link_that_grows_ends_the_list() {
    let graph = FakeGraph::new();
    graph.on(Method::Get, "/things").respond_with(|sent| {
        let grown = sent.query("p").unwrap_or_else(|| "x".to_owned()).repeat(2);
        let next = format!("https://graph.microsoft.com/v1.0/things?p={grown}");
        Reply::page(["a"], Some(&next))
    });
    let client = GraphClient::new(graph.credential(), Some(graph.options())).unwrap();
    let items = client.request::<Page<String>>(Method::Get, "/things").items();
    let items: Vec<_> = items.collect().await;
    let (last, before) = items.split_last().unwrap();
    assert_eq!(before.iter().filter(|item| item.is_ok()).count(), 16);
    let error = last.as_ref().unwrap_err().to_string();
    assert!(
        error.contains("the link: not sent: it has more than 65536 bytes"),
        "{error}"
    );
}
