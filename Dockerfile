FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:24-bookworm-slim
ENV NODE_ENV=production GRAPHILE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# What workers need that pull code from git repositories.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates git openssh-client \
  && rm -rf /var/lib/apt/lists/*
# The database is a service of its own here, so the embedded server stays out of the image.
RUN npm ci --omit=dev --omit=optional
COPY --from=build /app/dist ./dist
COPY sql ./sql
USER node
ENTRYPOINT ["node", "dist/bin.js"]
CMD ["--help"]
