using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Devices;
using Clemap.Contracts.Sites;
using Clemap.Platform.Database;
using Clemap.Platform.Devices.Manufacture;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Server;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Clemap.Testing;

/// <summary>
/// The real host with all roles on a port of its own and a private PostgreSQL, without pages' static files (those need published output). Use it as an
/// assembly fixture; tests that want to be alone make an organisation of their own.
/// </summary>
public class ServerFixture : IAsyncLifetime
{
    public const string FactoryCode = "ABCDE-FGHJK-LMNPQ-RSTUV";

    public const string Password = "a-long-enough-password";

    private readonly string folder = Path.Combine(Path.GetTempPath(), "clemap-" + Guid.CreateVersion7().ToString("N")[20..]);
    private ClemapServer? server;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    public IServiceProvider Services => (server ?? throw new InvalidOperationException("Not started.")).App.Services;

    public DatabaseConnections Connections => Services.GetRequiredService<DatabaseConnections>();

    /// <summary>Keys and the private PostgreSQL.</summary>
    public string DataDir => folder;

    /// <summary>Where letters lie that a mail server would take.</summary>
    public string MailFolder => Path.Combine(folder, "mail");

    /// <summary>More configuration, as <c>--Key=value</c>.</summary>
    protected virtual IEnumerable<string> Arguments => [];

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(folder);
        server = await ClemapServer.StartAsync(
            [
                $"--Clemap:Url={Address.GetLeftPart(UriPartial.Authority)}",
                $"--Clemap:DataDir={folder}",
                "--Clemap:Demo=true",
                $"--Clemap:DemoPassword={Password}",
                "--Clemap:DemoDeviceCode=DEMO-CODE-0001",
                // Each test signs somebody in, all from one address.
                "--Clemap:Limits:SignInsPerMinute=100000",
                "--Clemap:Limits:AddressPerMinute=100000",
                .. Arguments,
            ],
            CancellationToken.None);
    }

    /// <summary>A client without any right.</summary>
    public HttpClient Anonymous() => new() { BaseAddress = Address };

    /// <summary>An organisation with one site and one claimed device that has not enrolled.</summary>
    public async Task<ServedSite> NewSiteAsync(string name = "Sonnenhof", bool withLicence = true)
    {
        var site = await NewEmptySiteAsync(name, withLicence);
        await Services.GetRequiredService<IProvisioning>().ClaimDeviceAsync(
            site.OrganisationId, new(site.DeviceId, site.SiteId, site.Serial, "C-04A-WL-080A-CS"), site.OneTimeCode, CancellationToken.None);
        return site;
    }

    /// <summary>An organisation with one site, where no device stands.</summary>
    public async Task<ServedSite> NewEmptySiteAsync(string name = "Sonnenhof", bool withLicence = true)
    {
        var site = new ServedSite(
            Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), "CL-" + Guid.CreateVersion7().ToString("N")[12..], "CODE-" + name);
        var provisioning = Services.GetRequiredService<IProvisioning>();
        await provisioning.EnsureOrganisationAsync(site.OrganisationId, name, CancellationToken.None);
        await provisioning.EnsureSiteAsync(site.OrganisationId, new(site.SiteId, $"{name} site", $"{name} street", "Europe/Zurich"), CancellationToken.None);
        if (withLicence)
            await LicenseAsync(site);
        return site;
    }

    /// <summary>All options for the site.</summary>
    public async Task LicenseAsync(ServedSite site, string plan = "floem-complete", DateOnly? until = null)
    {
        var sales = ClemapLicences.Sales(Connections);
        (await sales.AddAsync(site.OrganisationId, new(plan, 100, new(2020, 1, 1), until, "test"), CancellationToken.None)).Problem.ShouldBeNull();
        await sales.AssignAsync(site.OrganisationId, site.SiteId, CancellationToken.None);
    }

    /// <summary>Devices of the factory, without a key of theirs unless given; all with the one-time code <see cref="FactoryCode"/>.</summary>
    public async Task<string> ManufacturedAsync(string? publicKey = null)
    {
        var serial = "CL-080-" + Guid.CreateVersion7().ToString("N")[20..].ToUpperInvariant();
        var import = await ClemapManufacture.Of(Connections).ImportAsync(
            System.Text.Encoding.UTF8.GetBytes($"serial,order_number,public_key,code\n{serial},C-04A-WL-080A-CS,{publicKey},{FactoryCode}\n"), CancellationToken.None);
        import.Problems.ShouldBeEmpty();
        return serial;
    }

    /// <summary>One more site of the organisation, with a claimed device that has not enrolled.</summary>
    public async Task<ServedSite> AddSiteAsync(ServedSite home, string name)
    {
        var site = home with { SiteId = Guid.CreateVersion7(), DeviceId = Guid.CreateVersion7(), Serial = "CL-" + Guid.CreateVersion7().ToString("N")[12..], OneTimeCode = "CODE-" + name };
        var provisioning = Services.GetRequiredService<IProvisioning>();
        await provisioning.EnsureSiteAsync(site.OrganisationId, new(site.SiteId, $"{name} site", $"{name} street", "Europe/Zurich"), CancellationToken.None);
        await provisioning.ClaimDeviceAsync(
            site.OrganisationId, new(site.DeviceId, site.SiteId, site.Serial, "C-04A-WL-080A-CS"), site.OneTimeCode, CancellationToken.None);
        return site;
    }

    /// <summary>A new person with these roles at sites of the organisation and none in the whole of it, signed in through the code flow.</summary>
    public async Task<HttpClient> PersonAtSitesAsync(Guid organisationId, params SiteRole[] roles)
    {
        var email = $"{Guid.CreateVersion7():N}@clemap.example";
        await using (var scope = Services.CreateOrganisationScope(organisationId))
        {
            var id = await scope.ServiceProvider.GetRequiredService<IPeople>().EnsureAsync(email, "A Person", Password, CancellationToken.None);
            await scope.ServiceProvider.GetRequiredService<IMemberships>().AddAsync(organisationId, id, Role.Electrician, CancellationToken.None);
            (await scope.ServiceProvider.GetRequiredService<IMembers>().SetRolesAsync(id, [], roles, CancellationToken.None)).ShouldBe(MemberChange.Done);
        }

        return Bearer(await CodeFlow.AccessTokenAsync(Address, email, Password, CancellationToken.None));
    }

    /// <summary>A new person with these roles in the organisation, signed in through the code flow.</summary>
    public async Task<HttpClient> PersonAsync(Guid organisationId, params string[] roles)
    {
        var email = $"{Guid.CreateVersion7():N}@clemap.example";
        await using (var scope = Services.CreateOrganisationScope(organisationId))
        {
            var id = await scope.ServiceProvider.GetRequiredService<IPeople>().EnsureAsync(email, "A Person", Password, CancellationToken.None);
            foreach (var role in roles)
                await scope.ServiceProvider.GetRequiredService<IMemberships>().AddAsync(organisationId, id, role, CancellationToken.None);
        }

        return Bearer(await CodeFlow.AccessTokenAsync(Address, email, Password, CancellationToken.None));
    }

    /// <summary>The site's device, enrolled with a new key, with a token of its own.</summary>
    public async Task<HttpClient> DeviceAsync(ServedSite site)
    {
        using var key = new DeviceKey();
        return await DeviceWithAsync(site, key);
    }

    /// <summary>The same, with a key of the caller's.</summary>
    public async Task<HttpClient> DeviceWithAsync(ServedSite site, DeviceKey key)
    {
        using var anonymous = Anonymous();
        using var answer = await anonymous.PostAsJsonAsync(
            new Uri("/api/v1/device/enrol", UriKind.Relative), new EnrolmentRequest(site.Serial, site.OneTimeCode, key.PublicKey));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return Bearer(await key.AccessTokenAsync(Address, site.DeviceId, CancellationToken.None));
    }

    /// <summary>The same, after it has reported what was commissioned.</summary>
    public async Task<HttpClient> DeviceAsync(ServedSite site, SiteModel model)
    {
        var device = await DeviceAsync(site);
        using var answer = await device.PutAsync(
            new Uri("/api/v1/device/site-model", UriKind.Relative), JsonContent.Create(model, ContractsJson.Default.SiteModel));
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
        return device;
    }

    /// <summary>A new API client of the organisation, made over the API by somebody who may give all scopes.</summary>
    public async Task<ServedClient> NewClientAsync(Guid organisationId, params string[] scopes)
    {
        using var person = await PersonAsync(organisationId, Role.Owner, Role.Administrator);
        using var answer = await person.PostAsJsonAsync(new Uri("/api/v1/clients", UriKind.Relative), new { name = "A program", scopes });
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        using var made = JsonDocument.Parse(body);
        return new(
            made.RootElement.GetProperty("clientId").GetGuid(), made.RootElement.GetProperty("secretId").GetGuid(), made.RootElement.GetProperty("secret").GetString()!);
    }

    /// <summary>The same, with a token of its own.</summary>
    public async Task<HttpClient> ClientAsync(Guid organisationId, params string[] scopes)
    {
        var client = await NewClientAsync(organisationId, scopes);
        return Bearer(await ClientCredentials.AccessTokenAsync(Address, client.ClientId, client.Secret, CancellationToken.None));
    }

    /// <summary>Stops the host and its database as a signal would; <see cref="InitializeAsync"/> starts them again on the same data.</summary>
    public async Task StopAsync()
    {
        if (server is null)
            return;
        await server.App.StopAsync();
        await server.DisposeAsync();
        server = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A client with this access token.</summary>
    public HttpClient Bearer(string token)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <param name="OneTimeCode">For the one enrolment.</param>
public sealed record ServedSite(Guid OrganisationId, Guid SiteId, Guid DeviceId, string Serial, string OneTimeCode);

/// <param name="Secret">As its maker saw it once.</param>
public sealed record ServedClient(Guid ClientId, Guid SecretId, string Secret);
