# The image of all Tidemark services; the command says which one runs:
#   docker build -t tidemark . && docker run --rm tidemark --help
# A checkout and a container engine are all it needs. The base images are arguments, for those with a mirror.
ARG PAGE_IMAGE=docker.io/library/node:20-bookworm-slim
ARG BUILD_IMAGE=docker.io/library/maven:3.9-eclipse-temurin-17
ARG RUN_IMAGE=docker.io/library/eclipse-temurin:17-jre-jammy

# The console's page; the build image below has no Node.js.
FROM ${PAGE_IMAGE} AS page
WORKDIR /build/console/web
COPY console/web .
RUN bash build.sh

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY . .
COPY --from=page /build/console/target/web console/target/web
RUN mvn -B -q -P image -pl standalone -am package -Dexec.skip=true -Dmaven.test.skip=true -Dspotless.check.skip=true \
 && cp standalone/target/tidemark-standalone-*.jar standalone/target/lib/

FROM ${RUN_IMAGE}
# Fonts, because mails carry a graph that is drawn here.
RUN apt-get update \
 && apt-get install -y --no-install-recommends fontconfig fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data tidemark \
 && install -d -o tidemark -g tidemark /data
COPY --from=build /build/standalone/target/lib /opt/tidemark/lib
COPY --from=build /build/LICENSE /opt/tidemark/
USER 10001
VOLUME /data
WORKDIR /data
ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError -Djava.awt.headless=true"
ENTRYPOINT ["java", "-cp", "/opt/tidemark/lib/*", "io.tidemark.standalone.cli.TidemarkMain"]
CMD ["--help"]
