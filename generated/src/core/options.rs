//! Which query options a request takes, as a type: `Request<A, Options<{ EXPAND | SELECT }>>` has `expand_raw` and
//! `select_raw` and nothing else.
//!
//! The bits come from the metadata; generated code writes them out, so that a reader of a builder sees what its path
//! takes. The methods themselves are in `request.rs`.

/// The bit of `$count`.
pub const COUNT: u16 = 1;
/// The bit of `$expand`.
pub const EXPAND: u16 = 2;
/// The bit of `$filter`.
pub const FILTER: u16 = 4;
/// The bit of `$orderby`.
pub const ORDERBY: u16 = 8;
/// The bit of `$search`.
pub const SEARCH: u16 = 16;
/// The bit of `$select`.
pub const SELECT: u16 = 32;
/// The bit of `$skip`.
pub const SKIP: u16 = 64;
/// The bit of `$top`.
pub const TOP: u16 = 128;

/// The query options that a request takes, one bit each.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<const BITS: u16>;

/// The marker of requests that take no OData query options.
pub type NoOptions = Options<0>;

/// Requests that take `$count`.
#[diagnostic::on_unimplemented(
    message = "this request takes no `$count`",
    label = "not offered on this path",
    note = "the metadata says which options a path takes; `.query(\"$count\", value)` sends one all the same"
)]
pub trait TakesCount {}

/// Requests that take `$expand`.
#[diagnostic::on_unimplemented(
    message = "this request takes no `$expand`",
    label = "not offered on this path",
    note = "the metadata says which options a path takes; `.query(\"$expand\", value)` sends one all the same"
)]
pub trait TakesExpand {}

/// Requests that take `$filter`.
#[diagnostic::on_unimplemented(
    message = "this request takes no `$filter`",
    label = "not offered on this path",
    note = "the metadata says which options a path takes; `.query(\"$filter\", value)` sends one all the same"
)]
pub trait TakesFilter {}

/// Requests that take `$orderby`.
#[diagnostic::on_unimplemented(
    message = "this request takes no `$orderby`",
    label = "not offered on this path",
    note = "the metadata says which options a path takes; `.query(\"$orderby\", value)` sends one all the same"
)]
pub trait TakesOrderBy {}

/// Requests that take `$search`.
#[diagnostic::on_unimplemented(
    message = "this request takes no `$search`",
    label = "not offered on this path",
    note = "the metadata says which options a path takes; `.query(\"$search\", value)` sends one all the same"
)]
pub trait TakesSearch {}

/// Requests that take `$select`.
#[diagnostic::on_unimplemented(
    message = "this request takes no `$select`",
    label = "not offered on this path",
    note = "the metadata says which options a path takes; `.query(\"$select\", value)` sends one all the same"
)]
pub trait TakesSelect {}

/// Requests that take `$skip`.
#[diagnostic::on_unimplemented(
    message = "this request takes no `$skip`",
    label = "not offered on this path",
    note = "the metadata says which options a path takes; `.query(\"$skip\", value)` sends one all the same"
)]
pub trait TakesSkip {}

/// Requests that take `$top`.
#[diagnostic::on_unimplemented(
    message = "this request takes no `$top`",
    label = "not offered on this path",
    note = "the metadata says which options a path takes; `.query(\"$top\", value)` sends one all the same"
)]
pub trait TakesTop {}

/// Implements an option's trait for each of the 128 sets that hold its bit. The sets are written as numbers: as sums of
/// the constants they would cost a third of a second of every build, as numbers they cost 30 ms.
macro_rules! holders {
    ($name:ident: $($set:literal)*) => {$(
        #[diagnostic::do_not_recommend]
        impl $name for Options<$set> {}
    )*};
}

holders!(TakesCount:
    1 3 5 7 9 11 13 15 17 19 21 23 25 27 29 31 33 35 37 39 41 43 45 47 49 51 53 55 57 59 61 63 65 67 69 71 73 75 77 79 81 83 85 87 89 91 93 95 97 99
    101 103 105 107 109 111 113 115 117 119 121 123 125 127 129 131 133 135 137 139 141 143 145 147 149 151 153 155 157 159 161 163 165 167 169 171
    173 175 177 179 181 183 185 187 189 191 193 195 197 199 201 203 205 207 209 211 213 215 217 219 221 223 225 227 229 231 233 235 237 239 241 243
    245 247 249 251 253 255
);
holders!(TakesExpand:
    2 3 6 7 10 11 14 15 18 19 22 23 26 27 30 31 34 35 38 39 42 43 46 47 50 51 54 55 58 59 62 63 66 67 70 71 74 75 78 79 82 83 86 87 90 91 94 95 98 99
    102 103 106 107 110 111 114 115 118 119 122 123 126 127 130 131 134 135 138 139 142 143 146 147 150 151 154 155 158 159 162 163 166 167 170 171
    174 175 178 179 182 183 186 187 190 191 194 195 198 199 202 203 206 207 210 211 214 215 218 219 222 223 226 227 230 231 234 235 238 239 242 243
    246 247 250 251 254 255
);
holders!(TakesFilter:
    4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 36 37 38 39 44 45 46 47 52 53 54 55 60 61 62 63 68 69 70 71 76 77 78 79 84 85 86 87 92 93 94 95 100
    101 102 103 108 109 110 111 116 117 118 119 124 125 126 127 132 133 134 135 140 141 142 143 148 149 150 151 156 157 158 159 164 165 166 167 172
    173 174 175 180 181 182 183 188 189 190 191 196 197 198 199 204 205 206 207 212 213 214 215 220 221 222 223 228 229 230 231 236 237 238 239 244
    245 246 247 252 253 254 255
);
holders!(TakesOrderBy:
    8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 40 41 42 43 44 45 46 47 56 57 58 59 60 61 62 63 72 73 74 75 76 77 78 79 88 89 90 91 92 93 94 95 104
    105 106 107 108 109 110 111 120 121 122 123 124 125 126 127 136 137 138 139 140 141 142 143 152 153 154 155 156 157 158 159 168 169 170 171 172
    173 174 175 184 185 186 187 188 189 190 191 200 201 202 203 204 205 206 207 216 217 218 219 220 221 222 223 232 233 234 235 236 237 238 239 248
    249 250 251 252 253 254 255
);
holders!(TakesSearch:
    16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95
    112 113 114 115 116 117 118 119 120 121 122 123 124 125 126 127 144 145 146 147 148 149 150 151 152 153 154 155 156 157 158 159 176 177 178 179
    180 181 182 183 184 185 186 187 188 189 190 191 208 209 210 211 212 213 214 215 216 217 218 219 220 221 222 223 240 241 242 243 244 245 246 247
    248 249 250 251 252 253 254 255
);
holders!(TakesSelect:
    32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 96 97 98 99 100 101 102 103 104 105 106 107 108
    109 110 111 112 113 114 115 116 117 118 119 120 121 122 123 124 125 126 127 160 161 162 163 164 165 166 167 168 169 170 171 172 173 174 175 176
    177 178 179 180 181 182 183 184 185 186 187 188 189 190 191 224 225 226 227 228 229 230 231 232 233 234 235 236 237 238 239 240 241 242 243 244
    245 246 247 248 249 250 251 252 253 254 255
);
holders!(TakesSkip:
    64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99 100 101 102 103 104 105 106 107 108
    109 110 111 112 113 114 115 116 117 118 119 120 121 122 123 124 125 126 127 192 193 194 195 196 197 198 199 200 201 202 203 204 205 206 207 208
    209 210 211 212 213 214 215 216 217 218 219 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 238 239 240 241 242 243 244
    245 246 247 248 249 250 251 252 253 254 255
);
holders!(TakesTop:
    128 129 130 131 132 133 134 135 136 137 138 139 140 141 142 143 144 145 146 147 148 149 150 151 152 153 154 155 156 157 158 159 160 161 162 163
    164 165 166 167 168 169 170 171 172 173 174 175 176 177 178 179 180 181 182 183 184 185 186 187 188 189 190 191 192 193 194 195 196 197 198 199
    200 201 202 203 204 205 206 207 208 209 210 211 212 213 214 215 216 217 218 219 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235
    236 237 238 239 240 241 242 243 244 245 246 247 248 249 250 251 252 253 254 255
);

#[cfg(test)]
mod tests {
    use super::*;

    fn top<const BITS: u16>()
    where
        Options<BITS>: TakesTop,
    {
    }

    /// The lists above against the constants: what the emitter writes must have its methods.
    #[test]
    fn the_sets_of_the_metadata_have_their_options() {
        fn whole<
            T: TakesCount + TakesExpand + TakesFilter + TakesOrderBy + TakesSearch + TakesSelect + TakesSkip + TakesTop,
        >() {
        }
        fn item<T: TakesExpand + TakesSelect>() {}
        fn count<T: TakesFilter + TakesSearch>() {}
        whole::<Options<{ COUNT | EXPAND | FILTER | ORDERBY | SEARCH | SELECT | SKIP | TOP }>>();
        item::<Options<{ EXPAND | SELECT }>>();
        count::<Options<{ FILTER | SEARCH }>>();
        top::<TOP>();
        top::<{ TOP | COUNT }>();
    }

    #[test]
    fn each_list_holds_exactly_the_sets_with_its_bit() {
        let source = include_str!("options.rs");
        for (name, bit) in [
            ("TakesCount", COUNT),
            ("TakesExpand", EXPAND),
            ("TakesFilter", FILTER),
            ("TakesOrderBy", ORDERBY),
            ("TakesSearch", SEARCH),
            ("TakesSelect", SELECT),
            ("TakesSkip", SKIP),
            ("TakesTop", TOP),
        ] {
            let list = source
                .split(&format!("holders!({name}:"))
                .nth(1)
                .unwrap()
                .split(')')
                .next()
                .unwrap();
            let sets: Vec<u16> = list.split_whitespace().map(|set| set.parse().unwrap()).collect();
            let wanted: Vec<u16> = (0..256).filter(|set| set & bit != 0).collect();
            assert_eq!(sets, wanted, "{name}");
        }
    }
}
