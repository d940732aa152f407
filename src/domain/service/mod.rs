//! The tool service between a search and the APIs: what an API's reply means, what the model is told of it, and how
//! arguments reach an API (ToolBench `inference/server.py`, `rapidapi.py`). Nothing is ever evaluated as code.

mod arguments;
mod check;
mod class;
mod destination;
mod filter;
mod quota;
mod reply;
mod shape;
mod simulate;
mod unanswered;
mod way;

pub use arguments::{ToolInput, declared_only, execution_error, input_error, read_tool_input};
pub use check::{
    ArgumentProblem, Checked, Commas, Mended, Mending, check_arguments, check_arguments_with, misfit_observation,
};
pub use class::{Classified, ErrorClass, Http, classify};
pub use destination::{Destination, Misdirected, judge};
pub use filter::{Strip, Stripping, filter_by_schema, filters};
pub use quota::{Counted, Quota};
pub use reply::{MAX_RESPONSE, Observed, read_service_reply, service_reply};
pub use shape::{Shaped, shape};
pub use simulate::{Example, MAX_EXAMPLES, not_simulated, read_simulated, simulate_request};
pub use unanswered::Unanswered;
pub use way::{Between, address_of_call};
