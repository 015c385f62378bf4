using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Devices;
using Clemap.Contracts.Sites;
using Clemap.Platform.Organisations;
using Clemap.Server.Demo;
using Clemap.Testing;
using Clemap.Testing.Faults;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Server.Tests.DesiredState;

/// <summary>The program itself, killed while it rolls out.</summary>
public sealed class RolloutKillTests
{
    private const int Sites = 13;
    private const int Each = 8;

    private static readonly Guid Grid = Guid.Parse("01900000-0000-7000-8000-000000000010");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task Killed_in_the_middle_of_a_stage_it_goes_on_to_the_end_and_each_site_got_one_version()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var server = new FaultServer("--Clemap:Demo=true", $"--Clemap:DemoPassword={ServerFixture.Password}", "--Clemap:DemoDeviceCode=DEMO-CODE-0001");
        await server.StartAsync(cancel);
        var (sites, devices) = await CommissionAsync(server);
        using var administrator = Client(server, await CodeFlow.AccessTokenAsync(server.Process.Address, "administrator@sonnenhof.example", ServerFixture.Password, cancel));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var obeying = Task.WhenAll(devices.Select(device => ObeyAsync(device, over.Token)));

        using var begun = await administrator.PostAsJsonAsync(At(""), new { siteIds = sites, change = new { gridConnection = new { limitA = 50 } }, first = 1, each = Each }, cancel);
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var id = (await begun.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("id").GetGuid();
        await using (var look = await server.LookAsync(cancel))
        {
            await using var sent = new NpgsqlCommand("select count(*) from platform.rollout_sites where version is not null", look);
            while ((long)(await sent.ExecuteScalarAsync(cancel))! < 3)
                await Task.Delay(1, cancel);
            await server.Process.KillAsync();
            ((long)(await sent.ExecuteScalarAsync(cancel))!).ShouldBeInRange(3, Each, "it was in the middle of the second stage");
        }

        await server.StartAsync(cancel);

        while ((await administrator.GetFromJsonAsync<JsonElement>(At($"/{id}"), cancel)).GetProperty("state").GetString() != "done")
            await Task.Delay(200, cancel);
        await over.CancelAsync();
        await obeying;
        var rollout = await administrator.GetFromJsonAsync<JsonElement>(At($"/{id}"), cancel);
        rollout.GetProperty("counts").GetProperty("in-force").GetInt32().ShouldBe(Sites);
        (await server.AskAsync<long>("select count(*) from platform.desired_states", cancel)).ShouldBe(Sites);
        (await server.AskAsync<long>("select max(version) from platform.desired_states", cancel)).ShouldBe(1);
        foreach (var device in devices)
            device.Dispose();
    }

    /// <summary>Sites of the demo's organisation with a device each.</summary>
    private static async Task<(List<Guid> Sites, List<HttpClient> Devices)> CommissionAsync(FaultServer server)
    {
        var provisioning = (await server.ServicesAsync(Cancel)).GetRequiredService<IProvisioning>();
        using var anonymous = Client(server, null);
        var model = new SiteModel { Circuits = [new(Grid, "Grid connection", null, 80)], Meters = [], Stations = [] };
        var (sites, devices) = (new List<Guid>(), new List<HttpClient>());
        for (var number = 0; number < Sites; number++)
        {
            var (site, device, serial) = (Guid.CreateVersion7(), Guid.CreateVersion7(), $"CL-080-9{number:00000}");
            await provisioning.EnsureSiteAsync(DemoSite.Organisation, new(site, $"Site {number}", "Street", "Europe/Zurich"), Cancel);
            await provisioning.ClaimDeviceAsync(DemoSite.Organisation, new(device, site, serial, "C-04A-WL-080A-CS"), ServerFixture.FactoryCode, Cancel);
            using var key = new DeviceKey();
            using var enrolled = await anonymous.PostAsJsonAsync(
                new Uri("/api/v1/device/enrol", UriKind.Relative), new EnrolmentRequest(serial, ServerFixture.FactoryCode, key.PublicKey), Cancel);
            enrolled.StatusCode.ShouldBe(HttpStatusCode.OK);
            devices.Add(Client(server, await key.AccessTokenAsync(server.Process.Address, device, Cancel)));
            using var told = await devices[^1].PutAsync(new Uri("/api/v1/device/site-model", UriKind.Relative), JsonContent.Create(model, ContractsJson.Default.SiteModel), Cancel);
            told.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            sites.Add(site);
        }

        return (sites, devices);
    }

    /// <summary>Takes what is wanted and says so, also after the server was away.</summary>
    private static async Task ObeyAsync(HttpClient device, CancellationToken cancellationToken)
    {
        device.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        var inForce = 0L;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(200, cancellationToken);
                using var answer = await device.GetAsync(new Uri("/api/v1/device/desired-state", UriKind.Relative), cancellationToken);
                if (answer.StatusCode != HttpStatusCode.OK)
                    continue;
                var version = (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("version").GetInt64();
                if (version == inForce)
                    continue;
                var report = new ReportedState(version, TimeProvider.System.GetUtcNow(), null, new Dictionary<Guid, double>(), new Dictionary<Guid, double>(), "1.0");
                using var told = await device.PostAsync(new Uri("/api/v1/device/reported-state", UriKind.Relative), JsonContent.Create(report, ContractsJson.Default.ReportedState), cancellationToken);
                if (told.StatusCode == HttpStatusCode.NoContent)
                    inForce = version;
            }
            catch (Exception away) when (away is HttpRequestException or IOException)
            {
                // The server is killed and comes back.
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static HttpClient Client(FaultServer server, string? token)
    {
        var client = new HttpClient { BaseAddress = server.Process.Address };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static Uri At(string path) => new($"/api/v1/rollouts{path}", UriKind.Relative);
}
