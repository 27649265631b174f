//! Query options as a set, and what capability annotations say of them.

/// A system query option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QueryOption {
    /// `$count`.
    Count,
    /// `$expand`.
    Expand,
    /// `$filter`.
    Filter,
    /// `$orderby`.
    OrderBy,
    /// `$search`.
    Search,
    /// `$select`.
    Select,
    /// `$skip`.
    Skip,
    /// `$top`.
    Top,
}

impl QueryOption {
    /// All, sorted by name.
    pub const ALL: [QueryOption; 8] = [
        QueryOption::Count,
        QueryOption::Expand,
        QueryOption::Filter,
        QueryOption::OrderBy,
        QueryOption::Search,
        QueryOption::Select,
        QueryOption::Skip,
        QueryOption::Top,
    ];

    /// As it stands in a URL: `$filter`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            QueryOption::Count => "$count",
            QueryOption::Expand => "$expand",
            QueryOption::Filter => "$filter",
            QueryOption::OrderBy => "$orderby",
            QueryOption::Search => "$search",
            QueryOption::Select => "$select",
            QueryOption::Skip => "$skip",
            QueryOption::Top => "$top",
        }
    }

    /// The option of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|option| option.name() == name)
    }
}

/// A set of query options.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueryOptions(u8);

impl QueryOptions {
    /// Adds one.
    pub fn insert(&mut self, option: QueryOption) {
        self.0 |= 1 << option as u8;
    }

    /// Takes one out; whether it was in.
    pub fn remove(&mut self, option: QueryOption) -> bool {
        let had = self.contains(option);
        self.0 &= !(1 << option as u8);
        had
    }

    /// Whether it is in.
    #[must_use]
    pub fn contains(self, option: QueryOption) -> bool {
        self.0 & (1 << option as u8) != 0
    }

    /// Whether none is in.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that the others are not.
    #[must_use]
    pub fn without(self, others: Self) -> Self {
        self.iter().filter(|option| !others.contains(*option)).collect()
    }

    /// Sorted by name.
    pub fn iter(self) -> impl Iterator<Item = QueryOption> {
        QueryOption::ALL
            .into_iter()
            .filter(move |option| self.contains(*option))
    }
}

impl FromIterator<QueryOption> for QueryOptions {
    fn from_iter<I: IntoIterator<Item = QueryOption>>(options: I) -> Self {
        let mut set = Self::default();
        options.into_iter().for_each(|option| set.insert(option));
        set
    }
}

/// What the capability annotations of one target deny. An absent annotation means allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Options that are expressly allowed: what a navigation property allows, its type does not deny.
    pub allowed: QueryOptions,
    /// Options that are denied (`TopSupported` false and so on).
    pub denied: QueryOptions,
    /// `InsertRestrictions/Insertable` false.
    pub no_insert: bool,
    /// `UpdateRestrictions/Updatable` false.
    pub no_update: bool,
    /// `DeleteRestrictions/Deletable` false.
    pub no_delete: bool,
    /// `ReadRestrictions/Readable` false.
    pub no_read: bool,
}

impl Capabilities {
    /// Whether they deny what the others do not.
    #[must_use]
    pub fn deny_more_than(&self, others: &Self) -> bool {
        let newly = |denies: fn(&Self) -> bool| denies(self) && !denies(others);
        !self.denied.without(others.denied).is_empty()
            || newly(|one| one.no_insert)
            || newly(|one| one.no_update)
            || newly(|one| one.no_delete)
            || newly(|one| one.no_read)
    }
}
