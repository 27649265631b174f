//! Which requests go together in one call.
//!
//! What depends on each other, however indirectly, is a group and stays in one call. Groups keep the order of their
//! first members; a call is closed when the next group does not fit any more.

use super::run::Member;

/// How many requests the service takes in one call.
pub(super) const MOST: usize = 20;

/// The groups of what can be sent, each in order.
fn groups(members: &[Member]) -> Vec<Vec<usize>> {
    // Each member points to one before it in its group, the first to itself.
    let mut first: Vec<usize> = (0..members.len()).collect();
    let root = |first: &[usize], mut number: usize| {
        while let Some(&before) = first.get(number).filter(|&&before| before != number) {
            number = before;
        }
        number
    };
    let sendable = |member: &&Member| member.problem().is_none();
    for (number, member) in members.iter().enumerate() {
        // One that is not sent joins nothing.
        for &other in Some(member).filter(sendable).map_or(&[][..], |member| &member.after) {
            let (one, two) = (root(&first, number), root(&first, other));
            if let Some(last) = first.get_mut(one.max(two)) {
                *last = one.min(two);
            }
        }
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); members.len()];
    for (number, member) in members.iter().enumerate() {
        if member.problem().is_none()
            && let Some(group) = groups.get_mut(root(&first, number))
        {
            group.push(number);
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// The groups that fit in no call.
pub(super) fn too_large(members: &[Member]) -> Vec<Vec<usize>> {
    let mut groups = groups(members);
    groups.retain(|group| group.len() > MOST);
    groups
}

/// The calls to make, each with its members in order.
pub(super) fn calls(members: &[Member]) -> Vec<Vec<usize>> {
    let mut calls: Vec<Vec<usize>> = Vec::new();
    for group in groups(members) {
        match calls.last_mut() {
            Some(call) if call.len() + group.len() <= MOST => call.extend(group),
            _ => calls.push(group),
        }
    }
    for call in &mut calls {
        call.sort_unstable();
    }
    calls
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::error::{Invalid, RequestInfo};
    use azure_core::http::Method;

    fn members(after: &[&[usize]]) -> Vec<Member> {
        after
            .iter()
            .map(|after| {
                let request_info = RequestInfo::new(Method::Get, "/r".to_owned());
                Member::new(request_info, after.to_vec(), Ok(Vec::new()))
            })
            .collect()
    }

    #[test]
    fn dependents_stay_together_whatever_stands_between() {
        let mut after: Vec<&[usize]> = vec![&[]; 24];
        after[22] = &[1];
        after[23] = &[22, 3];
        let calls = calls(&members(&after));
        assert_eq!(calls.len(), 2);
        assert_eq!(calls[0].len(), 20);
        assert!(
            [1, 3, 22, 23].iter().all(|number| calls[0].contains(number)),
            "{calls:?}"
        );
        assert!(calls[0].is_sorted() && calls[1].is_sorted());
        assert_eq!(calls[1], [18, 19, 20, 21]);
    }

    #[test]
    fn a_group_that_does_not_fit_begins_a_call() {
        let mut after: Vec<&[usize]> = vec![&[]; 21];
        after[20] = &[19];
        let calls = calls(&members(&after));
        assert_eq!(calls.iter().map(Vec::len).collect::<Vec<_>>(), [19, 2]);
    }

    #[test]
    fn one_that_is_not_sent_joins_no_groups() {
        let chain = |from: usize, number: usize| if number == from { vec![] } else { vec![number - 1] };
        let mut after: Vec<Vec<usize>> = (0..15).map(|number| chain(0, number)).collect();
        after.extend((15..25).map(|number| chain(15, number)));
        after.push(vec![14, 24]);
        let after: Vec<&[usize]> = after.iter().map(Vec::as_slice).collect();
        let mut members = members(&after);
        assert_eq!(too_large(&members).len(), 1);
        members[25].refuse(Invalid::new("x", "y"));
        assert!(too_large(&members).is_empty());
        assert_eq!(calls(&members).iter().map(Vec::len).collect::<Vec<_>>(), [15, 10]);
    }

    #[test]
    fn a_group_of_more_than_a_call_takes_is_named() {
        let chain: Vec<[usize; 1]> = (0..22_usize).map(|number| [number.saturating_sub(1)]).collect();
        let after: Vec<&[usize]> = chain.iter().map(|one| one.as_slice()).collect();
        assert_eq!(too_large(&members(&after)), [(0..22).collect::<Vec<_>>()]);
        assert!(too_large(&members(&after[..20])).is_empty());
    }
}
