# The simulated site of the demo. Build from the top of the project: docker build -f infra/docker/simulator.Dockerfile .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src src
RUN dotnet publish src/Clemap.Simulator -c Release -o /app --nologo

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
COPY infra/docker/health.sh /usr/local/bin/health
RUN mkdir /data && chown "$APP_UID" /data
VOLUME /data
USER $APP_UID
# The main meter answers as soon as the site runs.
HEALTHCHECK --interval=10s --timeout=3s --retries=6 CMD ["health", "15020"]
ENTRYPOINT ["./clemap-simulator"]
CMD ["run", "--config", "/etc/clemap/simulator.json", "--state", "/data/state.json"]
