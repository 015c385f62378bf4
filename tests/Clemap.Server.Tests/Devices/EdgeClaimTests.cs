using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Platform.Organisations;
using Clemap.Testing;

namespace Clemap.Server.Tests.Devices;

/// <summary>The built controller and the whole server: from the factory's list to a commissioned device, and on to the next owner.</summary>
public sealed class EdgeClaimTests(ServerFixture server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Controller_WithAKeyOfTheFactory_ComesInByItself_AndFollowsItsNextOwner()
    {
        await using var edge = new EdgeProgram();
        await edge.ConfigureAsync(server.Address, "CL-PLACEHOLDER", null, Cancel);
        var serial = await server.ManufacturedAsync(await edge.PublicKeyAsync());
        await edge.ConfigureAsync(server.Address, serial, null, Cancel);
        var (seller, buyer) = (await server.NewEmptySiteAsync("Seller"), await server.NewEmptySiteAsync("Buyer"));
        using var sellers = await server.PersonAsync(seller.OrganisationId, Role.Owner);
        using var buyers = await server.PersonAsync(buyer.OrganisationId, Role.Electrician);
        edge.Run();
        await UntilAsync(edge, () => Task.FromResult(edge.Lines.Any(line => line.Contains("does not know this device yet", StringComparison.Ordinal))), "being told that nobody has claimed it");

        await ClaimAsync(sellers, seller.SiteId, serial, ServerFixture.FactoryCode);
        await UntilAsync(edge, () => IsAsync(sellers, "Commissioned"), "its first owner");

        using var offered = await sellers.PostAsync(new Uri($"/api/v1/devices/{(await LineAsync(sellers))!.Value.GetProperty("id").GetGuid()}/transfer", UriKind.Relative), null, Cancel);
        await ClaimAsync(buyers, buyer.SiteId, serial, (await offered.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString()!);
        await UntilAsync(edge, () => IsAsync(buyers, "Commissioned"), "its second owner");
        (await IsAsync(sellers, "Retired")).ShouldBeTrue();
    }

    [Fact]
    public async Task Controller_WithTheCodeOfItsLabel_ComesIn()
    {
        var serial = await server.ManufacturedAsync();
        var site = await server.NewEmptySiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        await ClaimAsync(owner, site.SiteId, serial, ServerFixture.FactoryCode);
        await using var edge = new EdgeProgram();
        await edge.ConfigureAsync(server.Address, serial, ServerFixture.FactoryCode.ToLowerInvariant(), Cancel);

        edge.Run();

        await UntilAsync(edge, () => IsAsync(owner, "Commissioned"), "its owner");
    }

    private static async Task ClaimAsync(HttpClient person, Guid site, string serial, string code)
    {
        using var answer = await person.PostAsJsonAsync(new Uri($"/api/v1/sites/{site}/devices", UriKind.Relative), new { serial, code }, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<JsonElement?> LineAsync(HttpClient person) =>
        (await person.GetFromJsonAsync<JsonElement>("/api/v1/devices", Cancel)).GetProperty("devices").EnumerateArray().Cast<JsonElement?>().FirstOrDefault();

    private static async Task<bool> IsAsync(HttpClient person, string state) => await LineAsync(person) is { } line && line.GetProperty("state").GetString() == state;

    private static async Task UntilAsync(EdgeProgram edge, Func<Task<bool>> condition, string what)
    {
        var patience = Stopwatch.StartNew();
        while (!await condition())
        {
            patience.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(100), $"The controller never found {what}:{Environment.NewLine}{string.Join(Environment.NewLine, edge.Lines)}");
            await Task.Delay(250, Cancel);
        }
    }
}
