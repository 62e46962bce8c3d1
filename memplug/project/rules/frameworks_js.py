"""Frameworks of JavaScript and TypeScript, most specific first; a meta-framework supersedes its base."""

from __future__ import annotations

# ruff: noqa: E501
# A table reads best as a table: one row a line, conditions split only where they are long, words in one string.
from memplug.project.rules.framework import Framework

FRAMEWORKS = (
    # Full applications with pages
    Framework("Redwood", "npm-any:@redwoodjs/core", "web app", ("React",)),
    Framework("Blitz", "npm:blitz | npm:@blitzjs/next", "web app", ("Next.js", "React")),
    Framework("Meteor", ".meteor/", "web app", ("React", "Vue", "Svelte")),
    Framework("Payload", "npm:payload", "web app"),
    Framework("Next.js", "npm:next | next.config.* & npm-any:next", "web app", ("React", "Vite", "webpack")),
    Framework("Docus", "npm-any:docus | npm-any:@nuxt-themes/docus", "docs"),
    Framework("Nuxt", "npm-any:nuxt & !npm-peer:nuxt & !npm-any:@nuxt/module-builder & !npm-has:workspaces & !pnpm-workspace.yaml | nuxt.config.* & npm-any:nuxt & !npm-any:@nuxt/module-builder | nuxt.config.* & npm-any:nuxt-nightly"
              " | nuxt.config.* & npm-any:nuxt & !npm-any:@nuxt/module-builder", "web app", ("Vue", "Vite", "h3", "Nitro")),
    Framework("Nuxt", "npm-any:@nuxt/module-builder | npm-any:@nuxt/kit & !npm-any:unplugin", "plugin", ("Vue", "Vite")),
    Framework("SvelteKit", "npm-any:@sveltejs/kit & src/app.html | npm:@sveltejs/kit | npm-any:@sveltejs/kit & src/routes/"
              " | svelte.config.js & npm-any:@sveltejs/kit", "web app", ("Svelte", "Vite")),
    Framework("Remix", "npm:@remix-run/react | npm:@remix-run/node | npm-dev:@remix-run/dev | remix.config.js", "web app", ("React", "React Router", "Vite", "Express")),
    Framework("React Router", "npm-any:@react-router/dev", "web app", ("React", "Vite")),
    Framework("TanStack Start", "npm-any:@tanstack/react-start | npm-any:@tanstack/start | npm-any:@tanstack/solid-start", "web app", ("React", "Vite")),
    Framework("Gatsby", "npm:gatsby | gatsby-config.*", "web app", ("React",)),
    Framework("Starlight", "npm-any:@astrojs/starlight", "docs", ()),
    Framework("Astro", "npm:astro | astro.config.* | npm-dev:astro & !npm-has:main & !npm-has:exports", "web app", ("React", "Vue", "Svelte", "Vite", "Preact", "Solid")),
    Framework("Astro", "npm-peer:astro", "library", ()),
    Framework("Analog", "npm-any:@analogjs/platform", "web app", ("Angular", "Vite")),
    Framework("Ionic", "npm:@ionic/angular | npm:@ionic/react | npm:@ionic/vue | ionic.config.json", "mobile app", ("Angular", "React", "Vue")),
    Framework("Angular", "npm:@angular/core | angular.json", "web app", ("Vite", "webpack", "Express")),
    Framework("SolidStart", "npm-any:@solidjs/start | npm-any:solid-start", "web app", ("Solid", "Vite")),
    Framework("Qwik", "npm-any:@builder.io/qwik | npm-any:@qwik.dev/core", "web app", ("Vite",)),
    Framework("Expo", "npm:expo", "mobile app", ("React Native", "React")),
    Framework("React Native", "npm:react-native", "mobile app", ("React",)),
    Framework("NativeScript", "npm:@nativescript/core", "mobile app"),
    Framework("Tauri", "npm-any:@tauri-apps/cli | npm-any:@tauri-apps/api & src-tauri/ | src-tauri/tauri.conf.json", "desktop app", ()),
    Framework("Electron", "npm-any:electron & npm-has:main & !npm-peer:electron & !npm-has:exports & !npm-has:types & !npm-has:files", "desktop app", ()),
    Framework("Plasmo", "npm-any:plasmo", "plugin", ("React",)),
    Framework("WXT", "npm-any:wxt", "plugin", ("React", "Vue")),
    Framework("VS Code", "npm-has:vscode", "plugin", ("Vite", "webpack", "React")),
    Framework("Raycast", "npm:@raycast/api", "plugin", ("React",)),
    Framework("Obsidian", "npm-any:obsidian", "plugin", ()),
    Framework("browser extension", "manifest.json~manifest_version | src/manifest.json~manifest_version | public/manifest.json~manifest_version"
              " | app/manifest.json~manifest_version | extension/manifest.json~manifest_version | static/manifest.json~manifest_version"
              " | platform/*/manifest.json~manifest_version | source/manifest.json~manifest_version"
              " | npm:webextension-polyfill & npm-has:private | npm-any:web-ext & npm-has:private", "plugin", ()),
    # Services
    Framework("NestJS", "npm:@nestjs/core", "web service", ("Express", "Fastify")),
    Framework("AdonisJS", "npm:@adonisjs/core | ace.js | adonisrc.ts", "web app", ()),
    Framework("Strapi", "npm:@strapi/strapi", "web app", ("React",)),
    Framework("Sanity", "npm:sanity", "web app", ("React",)),
    Framework("Keystone", "npm:@keystone-6/core", "web app", ("React",)),
    Framework("FeathersJS", "npm:@feathersjs/feathers", "web service", ("Express", "Koa")),
    Framework("Sails", "npm:sails", "web app", ("Express",)),
    Framework("LoopBack", "npm:@loopback/core", "web service", ("Express",)),
    Framework("Serverless Framework", "serverless.yml | serverless.ts | serverless.yaml", "web service", ()),
    Framework("AWS CDK", "cdk.json & npm-any:aws-cdk-lib | npm-any:aws-cdk-lib & !npm-peer:aws-cdk-lib | cdk.json", "infrastructure", ()),
    Framework("Pulumi", "Pulumi.yaml", "infrastructure", ()),
    Framework("AWS SAM", "template.y*ml~AWS::Serverless", "web service", ()),
    Framework("SST", "npm-any:sst & sst.config.ts", "web service", ()),
    Framework("Hardhat", "npm-any:hardhat & hardhat.config.*", "smart contracts", ()),
    Framework("Waffle", ".waffle.json | npm-any:ethereum-waffle & contracts/", "smart contracts", ()),
    Framework("Truffle", "truffle-config.js | npm-any:truffle", "smart contracts", ()),
    Framework("Fresh", "deno:fresh | deno:$fresh | deno:@fresh/core | fresh.gen.ts", "web app", ("Preact",)),
    Framework("Lume", "deno:lume", "web app", ()),
    Framework("Oak", "deno:oak | deno:@oak/oak", "web service", ()),
    Framework("Elysia", "npm:elysia", "web service", ()),
    Framework("Hono", "npm:hono | deno:hono | deno:@hono/hono", "web service", ()),
    Framework("Fastify", "npm:fastify", "web service", ()),
    Framework("Express", "npm:express & !lerna.json & !npm-has:workspaces & !packages/", "web service", ()),
    Framework("Koa", "npm:koa", "web service", ()),
    Framework("gRPC", "npm:@grpc/grpc-js & server.js | npm:@grpc/grpc-js & Dockerfile", "web service", ()),
    Framework("hapi", "npm:@hapi/hapi", "web service", ()),
    Framework("Nitro", "npm-any:nitropack & nitro.config.*", "web service", ("h3",)),
    Framework("h3", "npm:h3", "web service", ()),
    Framework("Apollo Server", "npm:@apollo/server | npm:apollo-server", "web service", ()),
    Framework("discord.js", "npm:discord.js", "web service", ()),
    Framework("Cloudflare Workers", "npm-dev:wrangler & wrangler.*", "web service", ()),
    # Documents
    Framework("ecmarkup", "npm-any:ecmarkup & spec.html | npm-any:ecmarkup & spec/", "docs", ()),
    Framework("Docusaurus", "npm-any:@docusaurus/core & docusaurus.config.*", "docs", ("React",)),
    Framework("VitePress", "npm-any:vitepress & .vitepress/ | npm-any:vitepress & docs/.vitepress/ & !src/ & !packages/ & !lerna.json & !npm-has:workspaces", "docs", ("Vue", "Vite")),
    Framework("VuePress", "npm-any:vuepress & .vuepress/ | npm-any:vuepress & docs/.vuepress/ & !src/ & !packages/ & !lerna.json & !npm-has:workspaces", "docs", ("Vue",)),
    Framework("Nextra", "npm:nextra", "docs", ("Next.js", "React")),
    Framework("Fumadocs", "npm:fumadocs-ui", "docs", ()),
    Framework("Eleventy", "npm-any:@11ty/eleventy & .eleventy.js | npm-any:@11ty/eleventy & eleventy.config.*", "web app", ()),
    Framework("Hexo", "npm:hexo", "web app", ()),
    # What pages are made of
    Framework("Ember", "npm-any:ember-source & ember-cli-build.js", "web app", ()),
    Framework("React", "npm:react | npm-dev:react & vite.config.* & index.html | npm-dev:react & npm-dev:react-dom & public/index.html", "web app", ()),
    Framework("Vue", "npm:vue | npm-dev:vue & vite.config.* & index.html", "web app", ()),
    Framework("Svelte", "npm:svelte | npm-dev:svelte & index.html", "web app", ()),
    Framework("Solid", "npm:solid-js", "web app", ()),
    Framework("Preact", "npm:preact", "web app", ()),
    Framework("Stencil", "npm-any:@stencil/core", "library", ()),
    Framework("Lit", "npm:lit | npm:lit-element", "web app", ()),
    Framework("Alpine.js", "npm:alpinejs", "web app", ()),
    Framework("Phaser", "npm:phaser", "game", ()),
    Framework("PixiJS", "npm:pixi.js", "game", ()),
    Framework("Three.js", "npm:three", "web app", ()),
    Framework("Create React App", "npm-any:react-scripts", "web app", ()),
    # Command line
    Framework("oclif", "npm:@oclif/core", "cli", ()),
    Framework("Ink", "npm:ink", "cli", ("React",)),
    # Build tools, named when they build pages
    Framework("Vite", "npm-any:vite & index.html", "web app", ()),
    Framework("Parcel", "npm-any:parcel & !npm-has:exports & !npm-has:main", "web app", ()),
)  # fmt: skip
