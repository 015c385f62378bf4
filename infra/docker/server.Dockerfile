# The server, all roles. Build from the top of the project: docker build -f infra/docker/server.Dockerfile .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY infra/postgres infra/postgres
COPY src src
RUN dotnet publish src/Clemap.Server -c Release -o /app --nologo

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
COPY infra/docker/health.sh /usr/local/bin/health
RUN mkdir /data && chown "$APP_UID" /data
VOLUME /data
USER $APP_UID
ENV Clemap__DataDir=/data Clemap__Url=http://0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --retries=6 CMD ["health", "8080", "/health/ready"]
ENTRYPOINT ["./clemap-server"]
