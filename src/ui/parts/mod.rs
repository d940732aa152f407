//! What pages are built from. Text properties are `Signal<String>`: give `text!(i18n, key)` or a plain string.

mod badge;
mod button;
mod connections;
mod dialog;
mod each;
mod empty_state;
mod error_banner;
mod file_picker;
mod icon;
mod key_hint;
mod model_error;
mod panel;
mod progress;
mod stat;
mod tabs;
mod toast;
mod when;

pub use badge::{Badge, Tone};
pub use button::{Button, ButtonKind};
pub use connections::{ConnectionsState, provide_connections, use_connections};
pub use dialog::Dialog;
pub use each::each;
pub use empty_state::EmptyState;
pub use error_banner::ErrorBanner;
pub use file_picker::FilePicker;
pub use icon::{Icon, IconView};
pub use key_hint::KeyHint;
pub use model_error::{ModelErrorBanner, model_error_text, model_failure_text, remedy_text};
pub use panel::{Panel, Panels};
pub use progress::{ProgressBar, ProgressUnit};
pub use stat::{StatCounter, Stats};
pub use tabs::{Tab, TabList, TabPanel};
pub use toast::{Toast, ToastRegion, Toasts, provide_toasts, use_toasts};
pub use when::{Condition, When};
