# The controller at the site. Build from the top of the project: docker build -f infra/docker/edge.Dockerfile .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src src
RUN dotnet publish src/Clemap.Edge -c Release -o /app --nologo

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
COPY infra/docker/health.sh /usr/local/bin/health
RUN mkdir /data && chown "$APP_UID" /data
VOLUME /data
USER $APP_UID
EXPOSE 8090
HEALTHCHECK --interval=10s --timeout=3s --retries=6 CMD ["health", "8090", "/health"]
ENTRYPOINT ["./clemap-edge"]
CMD ["run", "--config", "/etc/clemap/edge.json"]
