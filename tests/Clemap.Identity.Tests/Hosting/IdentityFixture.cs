using System.Net;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(IdentityFixture))]

namespace Clemap.Identity.Tests.Hosting;

/// <summary>One database and one host for all tests; each test makes the people and devices that it changes.</summary>
public sealed class IdentityFixture : IAsyncLifetime
{
    public const string Password = "a long enough password";
    private readonly DatabaseFixture database = new();
    private IdentityHost? host;

    /// <summary>By name the first: what a person of several organisations gets.</summary>
    public Guid FirstOrganisation { get; } = Guid.CreateVersion7();

    public Guid SecondOrganisation { get; } = Guid.CreateVersion7();

    public string DataDirectory { get; } = Directory.CreateTempSubdirectory("clemap-identity-").FullName;

    internal DatabaseFixture Database => database;

    internal IdentityHost Host => host ?? throw new InvalidOperationException("Not started.");

    public Uri Address => Host.Address;

    internal Mailbox Mailbox => new(DataDirectory);

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        host = await IdentityHost.StartAsync(database.Connections, DataDirectory, CancellationToken.None, migrate: true);
        await using var scope = Host.Services.CreateAsyncScope();
        var provisioning = scope.ServiceProvider.GetRequiredService<IProvisioning>();
        await provisioning.EnsureOrganisationAsync(FirstOrganisation, "Ahorn AG", CancellationToken.None);
        await provisioning.EnsureOrganisationAsync(SecondOrganisation, "Buche AG", CancellationToken.None);
    }

    /// <summary>A second host on the same database and keys. It does not migrate, which would give the clients its own address.</summary>
    internal Task<IdentityHost> StartAsync(CancellationToken cancellationToken, bool demo = true, string? url = null, TimeProvider? time = null, Dictionary<string, string?>? settings = null) =>
        IdentityHost.StartAsync(database.Connections, DataDirectory, cancellationToken, demo, url, time, settings: settings);

    /// <summary>The same under a name, which passkeys need: there are none for a bare address.</summary>
    internal Task<IdentityHost> StartNamedAsync(CancellationToken cancellationToken) =>
        IdentityHost.StartAsync(database.Connections, DataDirectory, cancellationToken, name: "localhost");

    /// <summary>Somebody new with these roles in the first organisation.</summary>
    public async Task<(Guid Id, string Email)> PersonAsync(params string[] roles)
    {
        var email = $"{Guid.CreateVersion7():N}@example.ch";
        Guid id;
        await using (var scope = Host.Services.CreateAsyncScope())
            id = await scope.ServiceProvider.GetRequiredService<IPeople>().EnsureAsync(email, "Anna Keller", Password, CancellationToken.None);
        foreach (var role in roles)
            await JoinAsync(id, FirstOrganisation, role);
        return (id, email);
    }

    /// <summary>A browser in which the person has signed in.</summary>
    public async Task<Visitor> SignedInAsync(string email)
    {
        var visitor = new Visitor(Address);
        using var answer = await visitor.SignInAsync(email, Password, CancellationToken.None);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return visitor;
    }

    public async Task JoinAsync(Guid person, Guid organisation, string role)
    {
        await using var scope = Host.Services.CreateOrganisationScope(organisation);
        await scope.ServiceProvider.GetRequiredService<IMemberships>().AddAsync(organisation, person, role, CancellationToken.None);
    }

    /// <summary>A device of the first organisation that has enrolled with the key.</summary>
    public async Task<Guid> DeviceAsync(DeviceKey key)
    {
        var (site, device) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var scope = Host.Services.CreateAsyncScope();
        var provisioning = scope.ServiceProvider.GetRequiredService<IProvisioning>();
        await provisioning.EnsureSiteAsync(FirstOrganisation, new NewSite(site, "Ahornweg 1", "8000 Zürich", "Europe/Zurich"), CancellationToken.None);
        await provisioning.ClaimDeviceAsync(
            FirstOrganisation, new NewDevice(device, site, $"CL-{device:N}"[..24], "C-04A-WL-080A-CS"), null, CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<IDeviceClients>().RegisterAsync(device, key.PublicKeyJson, CancellationToken.None);
        return device;
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(DataDirectory, recursive: true);
    }
}
