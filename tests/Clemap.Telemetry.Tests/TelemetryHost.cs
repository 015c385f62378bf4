using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Claims;
using Clemap.Platform;
using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Telemetry.Alarms;
using Clemap.Telemetry.Ingestion;
using Clemap.Telemetry.Rollups;
using Clemap.Telemetry.Storage;
using Clemap.Telemetry.Webhooks;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

[assembly: AssemblyFixture(typeof(Clemap.Telemetry.Tests.TelemetryHost))]

namespace Clemap.Telemetry.Tests;

/// <summary>
/// Telemetry on Kestrel and PostgreSQL. Only what other modules own is stood in for: who calls (a header), and the directories of devices and sites.
/// Each test makes an organisation of its own, so that all of them share the database.
/// </summary>
public sealed class TelemetryHost : IAsyncLifetime
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly DatabaseFixture database = new();
    private WebApplication? app;

    public FakeTimeProvider Time { get; } = new(Now);

    /// <summary>People who have no role any more, whatever their header says.</summary>
    public ConcurrentDictionary<Guid, bool> Removed { get; } = new();

    public DatabaseConnections Connections => database.Connections;

    /// <summary>Where letters lie.</summary>
    public string MailFolder { get; } = Path.Combine(Path.GetTempPath(), $"clemap-letters-{Guid.CreateVersion7():N}");

    public IServiceProvider Services => app!.Services;

    internal Directories Directories => Services.GetRequiredService<Directories>();

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error).AddFilter(typeof(TelemetryIngestion).FullName, LogLevel.Warning);
        builder.Configuration["Clemap:Webhooks:AllowPrivate"] = "true";
        builder.Configuration["Clemap:Mail:Folder"] = MailFolder;
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton(database.Connections);
        builder.Services.AddClemapPlatform();
        builder.Services.AddClemapTelemetry();
        builder.Services.AddSingleton<RollupWorker>();
        builder.Services.AddSingleton<RetentionWorker>();
        builder.Services.AddSingleton<AlarmWorker>();
        builder.Services.AddSingleton<WebhookSender>();
        builder.Services.AddSingleton<PeopleOfTests>();
        builder.Services.AddSingleton<IPeople>(provider => provider.GetRequiredService<PeopleOfTests>());
        builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        builder.Services.AddSingleton<Directories>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IDeviceDirectory>(provider => provider.GetRequiredService<Directories>()));
        builder.Services.Replace(ServiceDescriptor.Scoped<ISiteDirectory, SitesOfOrganisation>());
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, CallerHeader>("test", null);
        builder.Services.AddSingleton<IClaimsTransformation>(new Standing(Removed));
        app = builder.Build();
        app.UseAuthentication();
        app.UseOrganisation();
        app.UseAuthorization();
        app.MapClemapTelemetry();
        foreach (var module in app.Services.GetServices<IModuleMigration>().OrderBy(module => module.Order))
            await module.MigrateAsync(CancellationToken.None);
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app!.DisposeAsync();
        if (Directory.Exists(MailFolder))
            Directory.Delete(MailFolder, recursive: true);
        await database.DisposeAsync();
    }

    /// <summary>A new organisation with one site, one device and the named sources (two by default).</summary>
    internal TestSite NewSite(params Guid[] sources)
    {
        var site = new TestSite(
            this, Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(),
            sources.Length > 0 ? sources : [Guid.CreateVersion7(), Guid.CreateVersion7()]);
        Directories.Add(site);
        return site;
    }

    internal HttpClient Client(Guid organisationId, Guid subject, string? role)
    {
        var client = new HttpClient { BaseAddress = new Uri(app!.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Caller", $"{organisationId};{subject};{role ?? "-"}");
        return client;
    }

    /// <summary>Rows of a query, as the app role acting for the organisation.</summary>
    internal async Task<List<object?[]>> QueryAsync(Guid organisationId, string sql)
    {
        await using var connection = await DatabaseFixture.OpenAsync(Connections.App, CancellationToken.None);
        await using var enter = new NpgsqlCommand("select set_config('app.organisation_id', $1, false), set_config('app.site_ids', '*', false)", connection)
        {
            Parameters = { new() { Value = organisationId.ToString() } },
        };
        await enter.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            rows.Add([.. values.Select(value => value is DBNull ? null : value)]);
        }

        return rows;
    }
}

internal sealed class Standing(ConcurrentDictionary<Guid, bool> removed) : IClaimsTransformation
{
    public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
    {
        if (principal.SubjectId() is { } person && removed.ContainsKey(person))
        {
            foreach (var role in principal.FindAll(ClemapClaims.Role).ToList())
                role.Subject!.RemoveClaim(role);
        }

        return Task.FromResult(principal);
    }
}
