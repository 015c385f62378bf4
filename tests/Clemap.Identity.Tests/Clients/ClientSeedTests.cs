using Clemap.Identity.Clients;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Organisations;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;

namespace Clemap.Identity.Tests.Clients;

/// <summary>In a database of its own, since the clients are one set for all.</summary>
public sealed class ClientSeedTests : IAsyncLifetime
{
    private readonly IdentityFixture fixture = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => fixture.InitializeAsync();

    [Fact]
    public async Task Seed_OutsideTheDemo_TakesTheClientOfScriptsAwayAndFollowsTheAddress()
    {
        await SeedAsync(demo: true, "http://127.0.0.1:8080");
        (await FindAsync(ClemapSchemes.CommandLineClient)).ShouldNotBeNull();

        await SeedAsync(demo: false, "https://portal.example");
        (await FindAsync(ClemapSchemes.CommandLineClient)).ShouldBeNull();
        (await FindAsync(ClemapSchemes.PortalClient))!.RedirectUris.ShouldBe([new Uri("https://portal.example/signin-oidc")]);
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    private Task SeedAsync(bool demo, string url) =>
        new ClientSeed(fixture.Host.Services, new IdentitySettings(new Uri(url), "", demo)).MigrateAsync(Cancel);

    private async Task<OpenIddictApplicationDescriptor?> FindAsync(string client)
    {
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        var clients = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        if (await clients.FindByClientIdAsync(client, Cancel) is not { } found)
            return null;
        var descriptor = new OpenIddictApplicationDescriptor();
        await clients.PopulateAsync(descriptor, found, Cancel);
        return descriptor;
    }
}
