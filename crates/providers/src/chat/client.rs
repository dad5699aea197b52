use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use talewright_domain::ports::{
    Capability, Finding, Provider, ProviderError, ProviderErrorKind, ProviderInfo, TextModel, TextReply,
    TextRequest, VisionModel, VisionRequest,
};

use super::answer::Answer;
use super::body::Ask;
use super::dialect::{Dialect, SchemaForm};
use super::estimate::was_cut;
use crate::account::Account;

/// A model that chats.
pub(crate) struct Chat {
    account: Account,
    capability: Capability,
    info: ProviderInfo,
    dialect: Dialect,
    /// The form in which this model was seen to take a schema: an index into the dialect's forms.
    form: AtomicUsize,
}

impl Chat {
    pub(crate) fn new(
        account: Account,
        capability: Capability,
        info: ProviderInfo,
        dialect: Dialect,
    ) -> Self {
        Self { account, capability, info, dialect, form: AtomicUsize::new(0) }
    }

    /// Asks. A form of the schema that the server refuses was not executed; the next one is tried, and remembered
    /// when it is taken.
    async fn ask(&self, ask: &Ask) -> Result<TextReply, ProviderError> {
        let known = self.form.load(Ordering::Relaxed);
        let mut refusal = None;
        for (index, form) in self.dialect.forms.iter().enumerate().skip(known) {
            let is_last = ask.schema.is_none() || index + 1 == self.dialect.forms.len();
            match self.send(ask, *form).await {
                Err(error) if error.kind == ProviderErrorKind::InvalidRequest => {
                    let first = refusal.get_or_insert(error);
                    if is_last {
                        return Err(first.clone());
                    }
                }
                Err(error) => return Err(error),
                Ok(answer) => {
                    if index > known {
                        tracing::info!(
                            provider = self.info.provider,
                            model = self.info.model,
                            ?form,
                            "takes schemas in another form"
                        );
                        self.form.store(index, Ordering::Relaxed);
                    }
                    return self.accept(answer, ask);
                }
            }
        }
        let message = "takes a schema in no form";
        Err(refusal
            .unwrap_or_else(|| ProviderError::new(&self.info, ProviderErrorKind::Unsupported, message)))
    }

    async fn send(
        &self,
        ask: &Ask,
        form: SchemaForm,
    ) -> Result<(Answer, crate::http::Exchange), ProviderError> {
        let invalid =
            |_| ProviderError::new(&self.info, ProviderErrorKind::InvalidRequest, "cannot be asked for this");
        let body = ask.body(&self.info.model, &self.dialect, form).map_err(invalid)?;
        let opened = self.account.endpoint.post(self.dialect.path).json(&body).open(&self.info).await?;
        Answer::read(opened, &self.dialect).await
    }

    fn accept(
        &self,
        (answer, exchange): (Answer, crate::http::Exchange),
        ask: &Ask,
    ) -> Result<TextReply, ProviderError> {
        let prompt = ask.text();
        let counted = answer.counted();
        if self.dialect.may_cut_prompts && was_cut(&prompt, counted) {
            let message = format!(
                "read only {counted} tokens of the prompt and cut the rest off; raise the context size of the server (OLLAMA_CONTEXT_LENGTH, --ctx-size, --max-model-len)"
            );
            return Err(exchange.error(ProviderErrorKind::InvalidRequest, message));
        }
        answer.into_reply(&prompt, &self.info, &exchange, &self.dialect)
    }
}

#[async_trait]
impl Provider for Chat {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    async fn check(&self) -> Vec<Finding> {
        self.account.check(self.capability, &self.info).await
    }
}

#[async_trait]
impl TextModel for Chat {
    async fn write(&self, request: TextRequest) -> Result<TextReply, ProviderError> {
        self.ask(&Ask::to_write(request)).await
    }
}

#[async_trait]
impl VisionModel for Chat {
    async fn look(&self, request: VisionRequest) -> Result<TextReply, ProviderError> {
        self.ask(&Ask::to_look(request)).await
    }
}
