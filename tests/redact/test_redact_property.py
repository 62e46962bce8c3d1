from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memplug.redact import MARK, redact, redact_all

MARKED = re.compile(r"⟦(.*?)⟧", re.DOTALL)
# Texts with the signs and words that the rules look for, as well as any others.
SIGNS = st.sampled_from((
    *"=:'\"`\\/@ \n\t-_.,;()[]{}<>|&?$",
    *("password", "token", "key", "://", "Bearer ", "Authorization: ", "Cookie: ", "eyJ", "sk-", "AKIA", "ghp_"),
    *("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "x" * 20, "A1b2C3d4" * 4, MARK, "İ", "密码", "\x1b[31m"),
))  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.one_of(SIGNS, st.text(max_size=6)), max_size=40).map("".join))
BREAKS = st.sampled_from(["\n", " ", "\n\n", "\t", "\r\n"])
# Kinds that are told by their first signs wherever they stand.
TOUCHING = (
    *("github-classic", "github-fine-grained", "gitlab-pat", "aws-access-key", "google-api-key", "anthropic"),
    *("openai-project", "slack-bot", "stripe-live", "npm", "pypi", "huggingface", "groq", "sendgrid"),
    *("shopify-admin", "vault", "jwt", "figma", "linear"),
)
THOROUGH = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), TEXTS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=10,
)


@given(TEXTS)
@THOROUGH
def test_it_never_raises_and_a_second_time_changes_nothing(text):
    cleaned = redact(text)
    assert redact(cleaned) == cleaned


@given(VALUES)
@settings(THOROUGH, max_examples=150)
def test_values_keep_their_shape(value):
    cleaned = redact_all(value)
    assert redact_all(cleaned) == cleaned
    assert type(cleaned) is type(value)


@given(before=TEXTS, after=TEXTS, left=BREAKS, right=BREAKS, seed=st.text(max_size=4), data=st.data())
@THOROUGH
def test_no_planted_secret_is_left(labelled, before, after, left, right, seed, data):
    kind = data.draw(st.sampled_from(sorted(labelled.kinds())))
    form, name, shape = labelled.kinds()[kind]
    planted = labelled.fill(shape, seed)
    secrets = MARKED.findall(planted) or [planted]
    plain = MARKED.sub(r"\1", planted)
    text = f"{before}{left}{name}={plain}{right}{after}" if form == "named" else f"{before}{left}{plain}{right}{after}"
    cleaned = redact(text)
    assert not [secret for secret in secrets if secret in cleaned]


@given(
    before=st.text(alphabet="abcxyz令牌の", max_size=8),
    after=st.text(alphabet="令牌のです", max_size=8),
    data=st.data(),
)
@THOROUGH
def test_a_token_that_touches_words_is_found(labelled, before, after, data):
    kind = data.draw(st.sampled_from(TOUCHING))
    token = labelled.fill(labelled.kinds()[kind][2], before)
    assert token not in redact(f"{before}{token}{after}")
