"""Tokens that say what they are: one row for each form in which a provider hands out keys.

To add a provider, add a row here and its shape to `tests/data/secrets/kinds.toml`. The forms are those that the
providers document for their keys. The rules for a row:

- `marks`: texts of which every such token contains one. They are looked for first, and quickly; only where one stands
  is the expression compiled and run.
- `expression`: needs no word boundary in front (a token is also found in `tokenghp_…`) unless its start is also a
  common ending of words (`EDGE`), and repeats only single character classes, so that it runs in linear time. Minimal
  lengths are shorter than real tokens, so that one cut short goes as well.
- `random`: the match must look made by a generator as well, for marks that are also found in words.
"""

from typing import NamedTuple


class Rule(NamedTuple):
    """One form of token. Where `expression` has a group, only the group is the secret.

    It is only compiled for a text that holds one of the `marks`, and a run of at least `least` signs.
    """

    name: str
    marks: tuple[str, ...]
    expression: str
    random: bool = False
    least: int = 0


RUN = r"[A-Za-z0-9_+/=.~:$%@?&!-]{14,}"
"""A row of signs without a blank, long enough for a token: only these are looked at."""

# Not in the middle of a word; what a terminal's colour leaves behind (`[31m`) and words that say key may be in front.
EDGE = r"(?:(?<![A-Za-z0-9])|(?<=\dm)|(?<=oken)|(?<=[Kk]ey)|(?<=ecret))"
TOKENS = (
    # Clouds
    Rule("AWS access key id", ("AKIA", "ASIA", "ABIA", "ACCA"), r"A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}"),
    Rule(
        "AWS Bedrock API key",
        ("ABSK", "bedrock-api-key-"),
        r"(?:ABSK[A-Za-z0-9+/]{60,}={0,2}|bedrock-api-key-[\w+/=-]{20,})",
    ),
    Rule(
        "AWS session token",
        ("FwoGZXIvYXdz", "IQoJb3JpZ2lu", "FQoGZXIvYXdz"),
        r"(?:F[wQ]oGZXIvYXdz|IQoJb3JpZ2lu)[\w/+%-]{20,}={0,2}",
    ),
    Rule("Google API key", ("AIza",), r"AIza[\w-]{20,}"),
    Rule("Google OAuth", ("ya29.", "GOCSPX-", "1//0"), r"(?:ya29\.(?:[acd]\.)?|GOCSPX-|1//0)[\w-]{20,}"),
    Rule("Google API key, newer form", ("AQ.Ab",), r"AQ\.Ab[\w-]{30,}"),
    Rule(
        "Azure storage or shared key",
        ("+AM", "+AS", "ACDb", "AzFu", "AzSe", "AzCa", "APIM", "+ARm", "+AEh"),
        EDGE + r"[A-Za-z0-9+/]{33,76}(?:\+AMC|\+ASt|ACDb|AzFu|AzSe|AzCa|APIM|\+ARm|\+AEh)"
        r"[A-Za-z0-9+/]{5,10}={0,2}",
    ),
    Rule("Azure AD client secret", ("7Q~", "8Q~"), r"[\w.~-]{3}[78]Q~[\w.~-]{31,34}"),
    Rule("Azure DevOps token", ("AZDO",), r"(?<![A-Za-z0-9])[A-Za-z0-9]{52,96}AZDO[A-Za-z0-9]{4}"),
    Rule("DigitalOcean", ("dop_v1_", "doo_v1_", "dor_v1_"), r"do[opr]_v1_[a-f0-9]{20,}"),
    Rule("DigitalOcean Spaces", ("DO00", "DO801"), r"DO(?:00|801)[A-Z0-9]{15,18}", random=True),
    Rule(
        "Cloudflare",
        ("cfat_", "cfut_", "cfk_", "v1.0-"),
        r"(?:cf(?:at|ut|k)_[\w-]{30,}|v1\.0-[a-f0-9]{24}-[a-f0-9]{40,})",
    ),
    Rule("Heroku", ("HRKU-",), r"HRKU-[\w-]{30,}"),
    Rule("Fly.io", ("fo1_", "fm1a", "fm1r", "fm2_"), r"(?:fo1_|fm1[ar]_|fm2_)[\w+/=-]{30,}"),
    Rule(
        "Vercel",
        ("vcp_", "vci_", "vca_", "vcr_", "vck_", "vercel_blob_rw_"),
        r"(?:vc[piark]_[A-Za-z0-9]{20,}|vercel_blob_rw_\w{20,})",
    ),
    Rule("Netlify", ("nfp_", "nfc_", "nfo_", "nfu_"), r"nf[pcou]_[A-Za-z0-9]{30,}"),
    Rule(
        "Supabase", ("sbp_", "sb_secret_", "sbp_oauth_"), r"(?:sbp_(?:oauth_|v0_)?[a-f0-9]{20,}|sb_secret_[\w-]{16,})"
    ),
    Rule("Render", ("rnd_",), r"rnd_[A-Za-z0-9]{24,}"),
    Rule("PlanetScale", ("pscale_",), r"pscale_(?:tkn|pw|oauth|api)_[\w.=-]{24,}"),
    Rule("Neon", ("napi_", "npg_"), r"(?:napi_[a-z0-9]{40,}|npg_[A-Za-z0-9]{10,})"),
    Rule("Alibaba Cloud", ("LTAI",), r"LTAI[A-Za-z0-9]{12,24}", random=True),
    Rule("Tencent Cloud", ("AKID",), r"AKID[A-Za-z0-9]{32}"),
    Rule("Linode and Hetzner by their prefixes", ("lin_pat_", "hcloud_"), r"(?:lin_pat_|hcloud_)[A-Za-z0-9]{24,}"),
    Rule("Scaleway", ("SCW",), r"SCW[A-Z0-9]{17}(?![A-Z0-9])", random=True),
    Rule(
        "Yandex Cloud",
        ("AQVN", "t1.", "YCAJ"),
        r"(?:AQVN[\w-]{35,}|" + EDGE + r"t1\.[\w-]{24,}={0,2}\.[\w-]{60,}|YCAJ[\w-]{20,})",
    ),
    Rule("GitHub", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"gh[pousr]_[A-Za-z0-9]{16,}"),
    Rule("GitHub, fine-grained", ("github_pat_",), r"github_pat_\w{16,}"),
    Rule(
        "GitLab",
        (
            "glpat-",
            "gldt-",
            "glrt-",
            "glptt-",
            "glcbt-",
            "glsoat-",
            "glft-",
            "glagent-",
            "glimt-",
            "gloas-",
            "glffct-",
            "glwt-",
        ),
        r"gl(?:pat|dt|rt|ptt|cbt|soat|ft|agent|imt|oas|ffct|wt)-[\w.-]{16,}",
    ),
    Rule("GitLab runner", ("GR1348941",), r"GR1348941[\w-]{16,}"),
    Rule(
        "Bitbucket and Atlassian",
        ("ATBB", "ATCTT3xF", "ATATT3xF", "ATSTT3xF", "BBDC-"),
        r"(?:ATBB[A-Za-z0-9]{24,}|AT[CAS]TT3xF[\w=-]{40,}|BBDC-[\w+/@-]{40,})",
    ),
    Rule("CircleCI", ("CCIPAT_", "CCIPRJ_"), r"CCIP(?:AT|RJ)_[A-Za-z0-9]{10,}_[a-f0-9]{30,}"),
    Rule("Buildkite", ("bkua_", "bkaj_", "bkat_", "bkct_"), r"bk(?:ua|aj|at|ct)_[A-Za-z0-9]{30,}"),
    Rule("Pulumi", ("pul-",), r"pul-[a-f0-9]{30,}"),
    Rule("Terraform Cloud", (".atlasv1.",), r"[A-Za-z0-9]{10,20}\.atlasv1\.[\w-]{40,}"),
    Rule("Sourcegraph", ("sgp_", "slk_", "sgd_"), r"(?:sgp_(?:[a-fA-F0-9]{16}_|local_)?|slk_|sgd_)[a-fA-F0-9]{40,}"),
    Rule("SonarQube", ("squ_", "sqp_", "sqa_"), r"sq[upa]_[a-z0-9]{36,}"),
    Rule(
        "Snyk and Socket",
        ("snyk_uat.", "snyk_sat.", "sktsec_"),
        r"(?:snyk_[us]at\.|sktsec_)[\w.-]{24,}",
    ),
    # Payments
    Rule(
        "Stripe",
        ("sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_", "sk_prod_", "rk_prod_"),
        r"(?:[sr]k_(?:live|test|prod)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{20,})",
    ),
    Rule(
        "Square",
        ("sq0atp-", "sq0csp-", "sq0idp-", "sq0csb-", "EAAA"),
        r"(?:sq0[a-z]{3}-[\w-]{20,}|" + EDGE + r"EAAA[\w-]{56,})",
    ),
    Rule(
        "PayPal and Braintree", ("access_token$",), r"access_token\$(?:production|sandbox)\$[a-z0-9]{10,}\$[a-f0-9]{32}"
    ),
    Rule("Adyen", ("AQE",), r"AQE[a-z][A-Za-z0-9+/=*-]{60,}"),
    Rule("Razorpay", ("rzp_live_", "rzp_test_"), r"rzp_(?:live|test)_[A-Za-z0-9]{10,}"),
    Rule("Paystack and Flutterwave", ("FLWSECK",), r"FLWSECK(?:_TEST)?-[A-Za-z0-9]{12,}(?:-X)?"),
    Rule(
        "Plaid",
        ("access-sandbox-", "access-production-", "access-development-"),
        r"access-(?:sandbox|production|development)-[a-f0-9-]{30,}",
    ),
    Rule("Mollie", ("live_", "test_"), EDGE + r"(?:live|test)_[A-Za-z0-9]{30}(?![A-Za-z0-9_])", random=True, least=35),
    Rule(
        "Paddle and GoCardless",
        ("pdl_", "sandbox_"),
        r"(?:pdl_(?:live|sdbx)_(?:apikey_)?\w{24,}|(?<![a-z])(?:live|sandbox)_[\w-]{40})",
        random=True,
    ),
    Rule("Shopify", ("shpat_", "shpca_", "shppa_", "shpss_", "shptka_"), r"shp(?:at|ca|pa|ss|tka)_[a-fA-F0-9]{20,}"),
    # Chat and mail
    Rule(
        "Slack",
        ("xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxe", "xoxs-", "xoxo-", "xoxc-", "xoxd-", "xapp-", "xwfp-"),
        r"(?:xox(?:[abceoprsd]|e\.xox[bp])-[\w%./+-]{10,}|xapp-\d-[\w-]{16,}|xwfp-[\w-]{16,})",
    ),
    Rule("Telnyx", ("KEY01",), r"KEY01[0-9A-F]{20,}_[A-Za-z0-9]{16,}"),
    Rule("Slack webhook", ("hooks.slack.com/",), r"hooks\.slack\.com/(?:services|workflows|triggers)/([\w/-]{16,})"),
    Rule(
        "Discord webhook",
        ("/api/webhooks/", "/webhooks/"),
        r"discord(?:app)?\.com/api/(?:v\d+/)?webhooks/(\d{10,}/[\w-]{20,})",
    ),
    Rule(
        "Discord bot",
        (".",),
        EDGE + r"([MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40})(?![A-Za-z0-9_-])",
        random=True,
        least=59,
    ),
    Rule("Telegram bot", (":AA",), r"(?<!\d)\d{7,11}:AA[\w-]{30,36}"),
    Rule(
        "Teams and Power Automate webhook",
        (".webhook.office.com/", "/IncomingWebhook/"),
        r"webhook\.office\.com/webhookb2/([\w@-]{36,}/IncomingWebhook/[\w-]{20,}(?:/[\w-]{20,})?(?:/[\w-]+)?)",
    ),
    Rule(
        "webhooks of others, in the address or on the way",
        ("hook",),
        r"(?://[\w.-]{0,60}hooks?[\w.-]{0,60}|/(?:build_|deploy-?|incoming-?|web)?hooks?)(?:/(?!blob/|tree/|commit)[\w-]{1,60}+){0,5}?"
        r"/(?=[\w-]{0,60}[g-zG-Z])([\w-]{12,})",
        random=True,
    ),
    Rule(
        "hooks that deploy, and IFTTT",
        ("/deploy/", "/with/key/"),
        r"(?:/deploy/((?:srv-|prj_)\w{10,}(?:\?key=|/)[\w-]{8,})|maker\.ifttt\.com/[\w/-]{1,80}?/with/key/([\w-]{16,}))",
    ),
    Rule(
        "key in the path of a blockchain's node",
        ("alchemy.com/", "infura.io/", "quiknode.pro/", "ankr.com/", "blastapi.io/", "chainstack.com/", "getblock.io/"),
        r"(?:alchemy\.com|infura\.io|quiknode\.pro|ankr\.com|blastapi\.io|chainstack\.com|getblock\.io)(?:/[\w-]{1,20}){0,3}?"
        r"/([\w-]{24,})",
        random=True,
    ),
    Rule(
        "Google Chat webhook",
        ("chat.googleapis.com/",),
        r"chat\.googleapis\.com/v1/spaces/[\w-]+/messages\?(key=[^\s\"'<>]{20,})",
    ),
    Rule("Twilio", ("SK",), EDGE + r"SK[a-f0-9]{32}(?![A-Za-z0-9])"),
    Rule("SendGrid", ("SG.",), r"(?<![A-Z])SG\.[\w-]{12,}\.[\w-]{12,}"),
    Rule("Mailgun", ("key-", "pubkey-"), EDGE + r"(?:pub)?key-[a-f0-9]{32}"),
    Rule("Mailgun sending key", ("-",), r"(?<![a-f0-9-])[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8}(?![a-f0-9-])"),
    Rule("Mailchimp", ("-us",), r"(?<![a-f0-9])[a-f0-9]{32}-us\d{1,2}(?!\d)"),
    Rule("Brevo", ("xkeysib-", "xsmtpsib-"), r"x(?:key|smtp)sib-[a-f0-9]{40,}-[A-Za-z0-9]{10,}"),
    Rule("Resend", ("re_",), EDGE + r"re_[A-Za-z0-9]{6,10}_[A-Za-z0-9]{16,}", random=True, least=26),
    Rule("Mapbox", ("sk.eyJ", "pk.eyJ", "tk.eyJ"), r"[spt]k\.eyJ[\w-]{20,}\.[\w-]{10,}"),
    Rule("Facebook and Instagram", ("EAA", "IGQV"), EDGE + r"(?:EAA|IGQV)[A-Za-z0-9]{60,}"),
    Rule("Firebase Cloud Messaging", (":APA91b",), r"AAAA[\w-]{7}:APA91b[\w-]{60,}"),
    Rule("Matrix", ("syt_",), r"syt_[A-Za-z0-9+/=]{1,80}_[A-Za-z0-9]{20}_[A-Za-z0-9]{6}"),
    Rule("MailerSend", ("mlsn.",), r"mlsn\.[a-f0-9]{40,}"),
    Rule(
        "LINE, Lark and DingTalk webhooks",
        ("oapi.dingtalk.com/", "/bot/v2/hook/", "qyapi.weixin.qq.com/"),
        r"(?:access_token=|/bot/v2/hook/|webhook/send\?key=)([a-f0-9-]{30,})",
    ),
    # Model APIs
    Rule("Anthropic", ("sk-ant-",), r"sk-ant-[\w-]{12,}"),
    Rule("OpenAI", ("sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-"), r"sk-(?:proj|svcacct|admin|None)-[\w-]{16,}"),
    Rule(
        "OpenAI, DeepSeek and the many that follow their form", ("sk-",), EDGE + r"sk-([A-Za-z0-9]{20,})", random=True
    ),
    Rule("OpenRouter", ("sk-or-",), r"sk-or-(?:v\d-)?[\w-]{16,}"),
    Rule(
        "LangSmith and Langfuse",
        ("lsv2_", "sk-lf-", "ls__"),
        r"(?:lsv2_(?:pt|sk)_[a-f0-9]{30,}(?:_[a-f0-9]+)?|sk-lf-[a-f0-9-]{30,}|ls__[a-f0-9]{30,})",
    ),
    Rule(
        "Hugging Face",
        ("hf_", "api_org_"),
        r"(?:(?<![A-Za-z0-9])hf_[A-Za-z]{20,}|hf_[A-Za-z0-9]{30,}|api_org_[A-Za-z]{30,})",
        random=True,
    ),
    Rule("Hugging Face, whole", ("hf_",), r"hf_[A-Za-z0-9]{34}(?![A-Za-z0-9_])"),
    Rule("Groq", ("gsk_",), r"gsk_[A-Za-z0-9]{24,}"),
    Rule("xAI", ("xai-",), r"xai-[A-Za-z0-9]{30,}", random=True),
    Rule("Replicate", ("r8_",), r"r8_[A-Za-z0-9]{30,}"),
    Rule("Perplexity", ("pplx-",), r"pplx-[A-Za-z0-9]{30,}"),
    Rule("Nvidia", ("nvapi-",), r"nvapi-[\w-]{30,}"),
    Rule(
        "Fireworks, Together and Cerebras",
        ("fw_", "tgp_v1_", "csk-"),
        r"(?:" + EDGE + r"fw_[A-Za-z0-9]{22,}|tgp_v1_[\w-]{30,}|csk-[a-z0-9]{40,})",
        random=True,
    ),
    Rule(
        "Tavily, Exa and Firecrawl",
        ("tvly-", "fc-"),
        r"(?:tvly-(?:dev-|prod-)?[A-Za-z0-9]{20,}|(?<![A-Za-z0-9])fc-[a-f0-9]{32})",
    ),
    Rule("Pinecone", ("pcsk_",), r"pcsk_\w{30,}"),
    Rule("Weights and Biases, newer form", ("wandb_v1_",), r"wandb_v1_\w{30,}"),
    Rule("ElevenLabs", ("sk_",), EDGE + r"sk_([a-f0-9]{40,})"),
    Rule(
        "Voyage, Jina and LlamaCloud",
        ("pa-", "jina_", "llx-"),
        r"(?:(?<![A-Za-z0-9-])pa-[\w-]{40,}|jina_[A-Za-z0-9_-]{40,}|llx-[A-Za-z0-9]{40,})",
        random=True,
    ),
    # Package registries
    Rule("npm", ("npm_",), r"npm_[A-Za-z0-9]{30,}", random=True),
    Rule("PyPI", ("pypi-AgE",), r"pypi-AgE[\w-]{20,}"),
    Rule("RubyGems", ("rubygems_",), r"rubygems_[a-f0-9]{30,}"),
    Rule("crates.io", ("cio",), EDGE + r"cio[A-Za-z0-9]{32}(?![A-Za-z0-9])", random=True),
    Rule("NuGet", ("oy2",), EDGE + r"oy2[a-z0-9]{43}"),
    Rule("Docker Hub", ("dckr_pat_", "dckr_oat_"), r"dckr_[po]at_[\w-]{16,}"),
    Rule("JFrog", ("AKCp", "cmVmdGtu"), r"(?:AKCp\w{60,}|cmVmdGtu[A-Za-z0-9+/=]{40,})"),
    Rule("Clojars", ("CLOJARS_",), r"CLOJARS_[a-f0-9]{40,}"),
    # Watching, planning, data
    Rule(
        "New Relic",
        ("NRAK-", "NRAL", "NRJS-", "NRII-", "NRAA-", "NRRA-"),
        r"(?:NR(?:AK|JS|II|AA|RA|IQ|SP)-[\w-]{16,}|(?<![a-f0-9])[a-f0-9]{32,36}(?:FFFF)?NRAL)",
    ),
    Rule("Datadog, newer form", ("ddapp_", "ddpat_", "pub"), r"(?:ddapp_|ddpat_)[A-Za-z0-9]{30,}"),
    Rule("Sentry", ("sntrys_", "sntryu_", "sntrya_", "sntryi_"), r"sntry[suai]_[\w+/=-]{30,}"),
    Rule(
        "Grafana",
        ("glsa_", "glc_", "eyJrIjoi"),
        r"(?:glsa_\w{30,}|glc_[A-Za-z0-9+/=]{30,}|eyJrIjoi[A-Za-z0-9+/=]{40,})",
    ),
    Rule("Dynatrace", ("dt0",), r"dt0[a-z]\d{2}\.[A-Z0-9]{8,24}\.[A-Z0-9]{30,}"),
    Rule(
        "PostHog and Honeycomb",
        ("phx_", "phc_", "phs_", "hcaik_", "hcxik_", "hcamk_", "hcxmk_"),
        r"(?:ph[xcs]_[A-Za-z0-9]{30,}|hc[ax][im]k_[a-z0-9]{30,})",
    ),
    Rule("Linear", ("lin_api_", "lin_oauth_", "lin_wh_"), r"lin_(?:api|oauth|wh)_[A-Za-z0-9]{24,}"),
    Rule("Notion", ("ntn_", "secret_"), r"(?:ntn_[A-Za-z0-9]{30,}|secret_[A-Za-z0-9]{40,})", random=True),
    Rule("Figma", ("figd_", "figo_", "figoh_", "figu_"), r"fig(?:d|oh?|u)_[\w-]{30,}"),
    Rule("Airtable", ("pat", "key"), EDGE + r"pat[A-Za-z0-9]{14}\.[a-f0-9]{40,}"),
    Rule("Asana", ("/",), EDGE + r"[012]/\d{12,20}(?:/\d{12,20})?:[a-f0-9]{32}", least=47),
    Rule("ClickUp", ("pk_",), r"pk_\d{6,}_[A-Z0-9]{30,}"),
    Rule("Postman", ("PMAK-", "PMAT-"), r"PMA[KT]-[a-zA-Z0-9-]{24,}"),
    Rule("Typeform", ("tfp_",), r"tfp_[\w.=-]{40,}"),
    Rule("Contentful", ("CFPAT-",), r"CFPAT-[\w-]{40,}"),
    Rule(
        "Intercom, Zendesk and HubSpot",
        ("pat-na", "pat-eu", "dG9rO"),
        r"(?:pat-(?:na|eu|ap)\d-[a-f0-9-]{36}|dG9rO[A-Za-z0-9+/=]{50,})",
    ),
    Rule("RapidAPI", ("msh",), EDGE + r"[a-f0-9]{10}msh[a-f0-9]{15}p1[a-f0-9]{6}jsn[a-f0-9]{12}"),
    Rule(
        "LaunchDarkly",
        ("api-", "sdk-", "mob-"),
        EDGE + r"(?:api|sdk|mob)-[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[a-f0-9]{4}-[a-f0-9]{12}",
    ),
    Rule(
        "ngrok",
        ("cr_", "ak_", "_"),
        EDGE + r"2[A-Za-z0-9]{26}_[A-Za-z0-9]{20,24}(?![A-Za-z0-9])",
        random=True,
        least=48,
    ),
    Rule("Tailscale", ("tskey-",), r"tskey-[a-z]+-[\w-]{16,}"),
    Rule(
        "EasyPost, Lob, Shippo",
        ("EZAK", "EZTK", "shippo_"),
        r"(?:EZ[AT]K[A-Za-z0-9]{50,}|shippo_(?:live|test)_[a-f0-9]{30,})",
    ),
    Rule("Dropbox", ("sl.",), EDGE + r"sl\.(?:u\.)?[\w-]{60,}", random=True),
    Rule("Twitch", ("oauth:",), r"oauth:([a-z0-9]{30})(?![a-z0-9])", random=True),
    Rule("Twitter", ("AAAAAAAAAAAAAAAAAAAA",), r"A{20,}[A-Za-z0-9%]{40,}", random=True),
    Rule("Trello", ("ATTA",), r"ATTA[a-f0-9]{40,}"),
    Rule("Prefect and ReadMe", ("pnu_", "pnb_", "rdme_"), r"(?:pn[ub]_[A-Za-z0-9]{30,}|rdme_[a-z0-9]{30,})"),
    Rule("Deno Deploy", ("ddp_", "ddo_"), r"dd[po]_[A-Za-z0-9]{30,}"),
    Rule("Adafruit", ("aio_",), EDGE + r"aio_[A-Za-z0-9]{28}(?![A-Za-z0-9])", random=True),
    Rule("Defined Networking", ("dnkey-",), r"dnkey-[A-Za-z0-9=_-]{26}-[A-Za-z0-9=_-]{40,}"),
    Rule("Harness", ("pat.", "sat."), EDGE + r"[ps]at\.[\w-]{22}\.[a-f0-9]{24}\.[A-Za-z0-9]{20}"),
    Rule("OpenShift", ("sha256~",), r"sha256~[\w-]{43}"),
    Rule("Octopus Deploy", ("API-",), EDGE + r"API-[A-Z0-9]{26,32}", random=True),
    Rule("Infracost", ("ico-",), EDGE + r"ico-[A-Za-z0-9]{32}", random=True),
    Rule("Zhipu", (".",), EDGE + r"[a-f0-9]{32}\.[A-Za-z0-9]{16}(?![A-Za-z0-9])", random=True, least=49),
    # Secret stores, identity, data
    Rule(
        "HashiCorp Vault",
        ("hvs.", "hvb.", "hvr.", "s."),
        r"(?:hv[sbr]\.[\w-]{20,}|" + EDGE + r"s\.[A-Za-z0-9]{24}(?![A-Za-z0-9_(]|\.\w))",
        random=True,
    ),
    Rule("Doppler", ("dp.",), EDGE + r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[\w-]+\.)?[A-Za-z0-9]{30,}"),
    Rule(
        "1Password",
        ("ops_ey", "A3-"),
        r"(?:ops_ey[\w+/=-]{40,}|A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3})",
    ),
    Rule(
        "Infisical",
        ("st.",),
        EDGE + r"st\.[a-f0-9-]{24,36}\.[a-f0-9]{30,}\.[a-f0-9]{30,}",
        least=89,
    ),
    Rule("Databricks", ("dapi", "dose", "dkea"), r"(?:dapi|dose|dkea)[a-f0-9]{32}(?:-\d)?"),
    Rule("Confluent", ("cflt",), r"cflt[A-Za-z0-9+/]{50,}"),
    Rule("Okta", ("00",), EDGE + r"00[A-Za-z0-9_-]{40}(?![A-Za-z0-9_+/=-])", random=True),
    Rule("age", ("AGE-SECRET-KEY-",), r"AGE-SECRET-KEY-1[A-Z0-9]{20,}"),
    Rule(
        "Frame.io and Duffel",
        ("fio-u-", "duffel_"),
        r"(?:fio-u-[\w=-]{40,}|duffel_(?:live|test)_[\w=-]{30,})",
    ),
    Rule("Ethereum and Bitcoin extended private keys", ("xprv", "yprv", "zprv"), r"[xyz]prv[A-Za-z0-9]{100,}"),
    # Signed and encrypted tokens
    Rule("JSON web token", ("eyJ",), r"eyJ[\w-]{10,1000}+\.(?:eyJ[\w-]*|[\w-]{16,}|(?=\.))(?:\.(?!\.)[\w-]*){0,3}"),
    Rule("payload that Laravel encrypted", ("eyJpdiI6I",), r"eyJpdiI6I[A-Za-z0-9+/%]{60,}={0,2}"),
    # Records and addresses with secrets in them, in base64
    Rule(
        "Docker's and Google's files of credentials in base64",
        (
            "eyJhdXRocyI6",
            "ICJhdXRocyI6",
            "ewoJImF1dGhzIjo",
            "ICAgImF1dGhzIjo",
            "NlcnZpY2VfYWNjb3VudC",
            "c2VydmljZV9hY2NvdW50",
        ),
        r"(?:eyJhdXRocyI6|ewogICJhdXRocyI6|ewoJImF1dGhzIjo|ewogICAgImF1dGhzIjo|eyJ0eXBlIjoic2VydmljZV9hY2NvdW50"
        r"|e(?:wogICJ|yJ)0eXBlIjogInNlcnZpY2VfYWNjb3VudC)[A-Za-z0-9+/]{20,}={0,2}",
    ),
    Rule(
        "address of a database in base64",
        ("cG9zdGdyZX", "bXlzcWw6Ly", "bW9uZ29kY", "cmVkaXM6Ly", "cmVkaXNzOi", "YW1xcDovL", "YW1xcHM6L"),
        r"(?:cG9zdGdyZX(?:M6L|NxbD)|bXlzcWw6Ly|bW9uZ29kY(?:jov|itzcn)|cmVkaXM6Ly|cmVkaXNzOi|YW1xcDovL|YW1xcHM6L)"
        r"[A-Za-z0-9+/]{20,}={0,2}",
    ),
    Rule(
        "PASETO and Fernet",
        ("v2.local.", "v3.local.", "v4.local.", "gAAAAA"),
        r"(?:v[234]\.local\.[\w-]{30,}|gAAAAA[\w-]{60,}={0,2})",
    ),
    # Keys of providers that this table does not know: words that say key, then what only a generator writes.
    Rule(
        "a prefix that says key",
        (
            "key_",
            "key-",
            "pat_",
            "pat-",
            "sk_",
            "sk-",
            "token_",
            "token-",
            "secret_",
            "secret-",
            "live_",
            "live-",
            "api_",
            "api-",
            "tok_",
            "tok-",
            "prod_",
            "_at_",
            "_rt_",
            "_pk_",
            "_sec_",
            "oat_",
            "oat-",
            "apikey_",
        ),
        EDGE + r"(?<!/)(?<!pk_)(?!pk_(?:live|test)_)(?:[a-zA-Z0-9]{1,12}[-_]){0,3}"  # Stripe's are public
        r"(?:[a-z]{0,8}key|p?pat|oat|[psr]k|tok|token|secret|live|prod|api|at|rt|sec)[-_]"
        r"(?:(?:live|test|prod|v\d|[a-z]{2,4}\d?)[-_]){0,2}((?:[A-Za-z0-9]{1,10}_)?[A-Za-z0-9]{20,}[\w-]*)",
        random=True,
    ),
)
