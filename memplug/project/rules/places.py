"""CI systems and containers, by name only; asked in the directory itself and in every one up to the root."""

from __future__ import annotations

# ruff: noqa: E501
# A table reads best as a table: one row a line, conditions split only where they are long, words in one string.

CI: tuple[tuple[str, str], ...] = (
    ("GitHub Actions", ".github/workflows/"),
    ("GitLab CI", ".gitlab-ci.yml"),
    ("CircleCI", ".circleci/config.yml"),
    ("Azure Pipelines", "azure-pipelines.yml | .azure-pipelines/ | azure-pipelines.yaml"),
    ("Jenkins", "Jenkinsfile"),
    ("Bitbucket Pipelines", "bitbucket-pipelines.yml"),
    ("Travis CI", ".travis.yml"),
    ("Drone", ".drone.yml"),
    ("Woodpecker", ".woodpecker.y*ml | .woodpecker/"),
    ("Buildkite", ".buildkite/"),
    ("Cirrus CI", ".cirrus.yml"),
    ("AppVeyor", "appveyor.yml | .appveyor.yml"),
    ("sourcehut builds", ".build.yml | .builds/*.yml"),
    ("Bazel CI", ".bazelci/"),
    ("TeamCity", ".teamcity/"),
    ("Semaphore", ".semaphore/"),
    ("Codemagic", "codemagic.yaml"),
    ("Forgejo Actions", ".forgejo/workflows/"),
    ("Gitea Actions", ".gitea/workflows/"),
)

CONTAINERS: tuple[tuple[str, str], ...] = (
    ("Dockerfile", "Dockerfile | Dockerfile.* | *.Dockerfile"),
    ("Containerfile", "Containerfile"),
    (
        "Docker Compose",
        "compose.y*ml | docker-compose.y*ml | docker-compose.*.y*ml | docker-compose-*.yml | docker-compose-*.yaml",
    ),
    ("Docker Bake", "docker-bake.hcl"),
    ("dev container", ".devcontainer/ | .devcontainer.json"),
    ("Procfile", "Procfile"),
    ("Fly.io", "fly.toml"),
    ("Render", "render.yaml"),
    ("Vercel", "vercel.json"),
    ("Netlify", "netlify.toml"),
    ("Cloudflare Workers", "wrangler.toml | wrangler.json | wrangler.jsonc"),
    ("App Engine", "app.yaml"),
    (
        "Kubernetes",
        "k8s/*.y*ml | kubernetes/*.y*ml | k8s/*/*.y*ml | kubernetes/*/*.y*ml | k8s/*/*/*.y*ml | kubernetes/*/*/*.y*ml",
    ),
    ("Helm chart", "Chart.yaml"),
    ("Skaffold", "skaffold.yaml"),
    ("Tilt", "Tiltfile"),
    ("Vagrant", "Vagrantfile"),
)

DEPLOYMENTS = frozenset(
    [
        "Procfile",
        "Fly.io",
        "Render",
        "Vercel",
        "Netlify",
        "Cloudflare Workers",
        "App Engine",
        "Kubernetes",
        "Helm chart",
        "Skaffold",
        "Tilt",
    ]
)
"""Those of them that say where the project is deployed rather than what it is built in."""

CI_FILES = (".github/workflows/*.y*ml", ".gitlab-ci.yml", ".circleci/config.yml", ".travis.yml", "azure-pipelines.yml", ".cirrus.yml",
            ".forgejo/workflows/*.y*ml", ".builds/*.yml", "bitbucket-pipelines.yml", ".woodpecker/*.y*ml", ".ci/*")  # fmt: skip
"""Where `ci~…` looks: at the root, the first few files of each."""
