//! What went wrong with storage, and what helps.

use crate::browser::store::{StoreError, StoreRemedy};
use crate::ui::i18n::{I18n, Words, t};

/// In one or two sentences; the error itself is for the details.
pub fn store_error_text(i18n: I18n, error: &StoreError) -> Words {
    match error.remedy() {
        StoreRemedy::ExportAndFree => t!(i18n, shell.store.full),
        StoreRemedy::AllowStorage => t!(i18n, shell.store.refused),
        StoreRemedy::CloseOtherTabs => t!(i18n, shell.store.blocked),
        StoreRemedy::Retry => t!(i18n, shell.store.failed),
        StoreRemedy::Leave => t!(i18n, shell.store.left),
    }
}
