using System.Net.Http.Headers;
using Clemap.Billing.Invoices;
using Clemap.Platform;
using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Rollups;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Hangfire;
using Hangfire.PostgreSql;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

[assembly: AssemblyFixture(typeof(Clemap.Billing.Tests.BillingHost))]

namespace Clemap.Billing.Tests;

/// <summary>
/// Billing on Kestrel, PostgreSQL and Hangfire with the real platform. Stood in for: who calls (a header), the accounts, and the measured quarter hours. Each test
/// makes an organisation of its own, so that all of them share the database.
/// </summary>
public sealed class BillingHost : IAsyncLifetime
{
    /// <summary>October 2026 is closed, November is not.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 2, 6, 5, 9, TimeSpan.Zero);

    private readonly DatabaseFixture database = new();
    private WebApplication? app;

    public DatabaseConnections Connections => database.Connections;

    public IServiceProvider Services => app!.Services;

    public PeopleOfTests People { get; } = new();

    internal MeasuredQuarters Quarters => Services.GetRequiredService<MeasuredQuarters>();

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now));
        builder.Services.AddSingleton(database.Connections);
        builder.Services.AddClemapPlatform();
        builder.Services.AddClemapBilling();
        builder.Services.AddSingleton<MeasuredQuarters>();
        builder.Services.AddScoped<IQuarterHours, QuartersOfOrganisation>();
        builder.Services.AddSingleton<IDeviceClients, NoDeviceClients>();
        builder.Services.AddSingleton<IPeople>(People);
        builder.Services.AddHangfire(configuration => configuration.UsePostgreSqlStorage(
            storage => storage.UseNpgsqlConnection(database.Connections.Migrator),
            new PostgreSqlStorageOptions { QueuePollInterval = TimeSpan.FromMilliseconds(100) }));
        builder.Services.AddHangfireServer(server => server.WorkerCount = 2);
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, CallerHeader>("test", null);
        app = builder.Build();
        app.UseAuthentication();
        app.UseOrganisation();
        app.UseAuthorization();
        app.MapClemapPlatform();
        app.MapClemapBilling();
        await DatabaseFixture.MigrateAsync(app.Services, CancellationToken.None);
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app!.DisposeAsync();
        await database.DisposeAsync();
    }

    public HttpClient Client(Guid organisationId, Guid subject, string? role)
    {
        var client = new HttpClient { BaseAddress = new Uri(app!.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Caller", $"{organisationId};{subject};{role ?? "-"}");
        return client;
    }

    /// <summary>Waits for the end of a run, through the contract.</summary>
    public async Task<BillingRunView> FinishAsync(Guid organisationId, Guid runId)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        while (true)
        {
            await using var scope = Services.CreateOrganisationScope(organisationId);
            var run = (await scope.ServiceProvider.GetRequiredService<IBillingRuns>().FindAsync(runId, limit.Token)).ShouldNotBeNull();
            if (run.Status is BillingRunStatus.Issued or BillingRunStatus.Failed)
                return run;
            await Task.Delay(50, limit.Token);
        }
    }
}
