using System.Net;
using System.Net.Http.Json;
using Clemap.Contracts;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Rollups;
using Clemap.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Telemetry.Tests;

internal sealed record TestSite(TelemetryHost Host, Guid OrganisationId, Guid SiteId, Guid DeviceId, Guid[] Sources)
{
    private static readonly Guid Boot = Guid.CreateVersion7();

    public HttpClient Device() => Host.Client(OrganisationId, DeviceId, role: null);

    public HttpClient Person(string role = Role.Administrator) => Host.Client(OrganisationId, Guid.CreateVersion7(), role);

    public static TelemetryBatch Batch(IEnumerable<Reading> readings) => new(Boot, 1, TelemetryHost.Now, [.. readings]);

    public Task<HttpResponseMessage> PostAsync(IEnumerable<Reading> readings) => PostAsync(Batch(readings));

    public async Task<HttpResponseMessage> PostAsync(TelemetryBatch batch)
    {
        using var client = Device();
        return await client.PostAsync(new Uri("/api/v1/telemetry", UriKind.Relative), JsonContent.Create(batch, ContractsJson.Default.TelemetryBatch));
    }

    public async Task<TelemetryAnswer> SendAsync(IEnumerable<Reading> readings)
    {
        using var response = await PostAsync(readings);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.TelemetryAnswer))!;
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string role = Role.Administrator)
    {
        using var client = Person(role);
        return await client.GetAsync(new Uri($"/api/v1/sites/{SiteId}/{path}", UriKind.Relative));
    }

    public async Task SettleAsync(DateTimeOffset from, DateTimeOffset to)
    {
        await using var scope = Host.Services.CreateOrganisationScope(OrganisationId);
        await scope.ServiceProvider.GetRequiredService<IQuarterHours>().SettleAsync(from, to, CancellationToken.None);
    }

    /// <summary>Asks for a rollup of quarter hours where no row arrived.</summary>
    public async Task MarkAsync(Guid source, params DateTimeOffset[] starts)
    {
        await using var connection = await DatabaseFixture.OpenAsync(Host.Connections.Ingest, CancellationToken.None);
        await using var command = new NpgsqlCommand(
            """
            with actor as materialized (select set_config('app.organisation_id', $1::text, false))
            insert into telemetry.dirty_bucket (organisation_id, source_id, bucket) select $1, $2, bucket from actor, unnest($3) bucket
            """,
            connection)
        {
            Parameters = { new() { Value = OrganisationId }, new() { Value = source }, new() { Value = starts } },
        };
        await command.ExecuteNonQueryAsync();
    }

    public async Task<IReadOnlyList<QuarterHour>> QuartersAsync(DateTimeOffset from, DateTimeOffset to, params Guid[] sources)
    {
        await SettleAsync(from, to);
        await using var scope = Host.Services.CreateOrganisationScope(OrganisationId);
        return await scope.ServiceProvider.GetRequiredService<IQuarterHours>()
            .ReadAsync(sources.Length > 0 ? sources : Sources, from, to, CancellationToken.None);
    }
}
