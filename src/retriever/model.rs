//! The encoder, run by tract.

use std::sync::Arc;

use tract_onnx::{prelude::*, tract_hir::internal::TractErrorContext};

use crate::formats::worker::retriever::RetrieverError;

/// An optimised encoder: token ids to one vector per token.
///
/// There is one plan, whose length stays a symbol: a plan per exact length would be a little faster, but each holds
/// its own packed copy of all weights (22 MB).
pub struct Encoder {
    plan: Arc<TypedRunnableModel>,
}

impl Encoder {
    /// Reads an ONNX graph with inputs `input_ids` and `attention_mask` (i64 `[batch, seq]`) and one output (f32
    /// `[batch, seq, dim]`), and optimises it for a batch of one and any length.
    ///
    /// # Errors
    /// [`RetrieverError::ModelUnreadable`].
    pub fn from_bytes(onnx: &[u8]) -> Result<Self, RetrieverError> {
        optimised(onnx)
            .map(|plan| Self { plan })
            .map_err(|e| RetrieverError::ModelUnreadable { cause: format!("{e:#}") })
    }

    /// Token vectors `[ids.len(), dim]`, row-major.
    ///
    /// # Errors
    /// [`RetrieverError::TextFailed`] when the model cannot run on these ids.
    pub fn run(&self, ids: &[i64]) -> Result<Vec<f32>, RetrieverError> {
        self.try_run(ids).map_err(|e| RetrieverError::TextFailed { cause: format!("{e:#}") })
    }

    fn try_run(&self, ids: &[i64]) -> TractResult<Vec<f32>> {
        let shape = [1, ids.len()];
        let mask = vec![1i64; ids.len()];
        let inputs =
            tvec!(Tensor::from_shape(&shape, ids)?.into_tvalue(), Tensor::from_shape(&shape, &mask)?.into_tvalue());
        let outputs = self.plan.run(inputs)?;
        let hidden = outputs.first().context("no output")?.to_plain_array_view::<f32>()?;
        Ok(hidden.iter().copied().collect())
    }
}

fn optimised(mut onnx: &[u8]) -> TractResult<Arc<TypedRunnableModel>> {
    let model = tract_onnx::onnx().model_for_read(&mut onnx)?;
    let length = model.symbols.sym("length");
    let shape = tvec!(1.to_dim(), length.to_dim());
    model
        .with_input_names(["input_ids", "attention_mask"])?
        .with_input_fact(0, InferenceFact::dt_shape(i64::datum_type(), &shape))?
        .with_input_fact(1, InferenceFact::dt_shape(i64::datum_type(), &shape))?
        .into_optimized()?
        .into_runnable()
}
