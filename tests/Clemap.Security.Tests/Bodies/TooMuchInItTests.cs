using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using static Clemap.Security.Tests.AttackedServer;

namespace Clemap.Security.Tests.Bodies;

/// <summary>Fields in a body or path that the caller has no right to set.</summary>
public sealed class TooMuchInItTests(ServerFixture server)
{
    [Fact]
    public async Task An_invitation_for_another_organisation_is_one_for_the_own()
    {
        var (own, foreign) = (await server.NewSiteAsync(), await server.NewSiteAsync());
        using var owner = await server.PersonAsync(own.OrganisationId, Role.Owner);
        using var neighbour = await server.PersonAsync(foreign.OrganisationId, Role.Owner);
        var email = $"{Guid.CreateVersion7():N}@guest.example";
        using var answer = await owner.PostAsync(Local("/api/v1/invitations"), Json($$"""
            {"email":"{{email}}","role":"electrician","language":"de","organisationId":"{{foreign.OrganisationId}}","id":"{{Guid.Empty}}","secretHash":"AA","acceptedAt":"2020-01-01T00:00:00Z"}
            """), Cancel);
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.BadRequest);
        (await neighbour.GetStringAsync(Local("/api/v1/invitations"), Cancel)).ShouldNotContain(email);
        if (answer.StatusCode == HttpStatusCode.OK)
            (await owner.GetFromJsonAsync<JsonArray>(Local("/api/v1/invitations"), Cancel))!.Select(one => (string)one!["id"]!).ShouldNotContain(Guid.Empty.ToString());
    }

    [Theory]
    [InlineData("device")]
    [InlineData("platform-support")]
    [InlineData("Owner")]
    [InlineData("owner ")]
    [InlineData("")]
    [InlineData("*")]
    public async Task A_role_that_an_organisation_cannot_give_is_refused_with_the_field(string role)
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        var body = new JsonObject { ["email"] = "anna@guest.example", ["role"] = role, ["language"] = "de" };
        using var answer = await owner.PostAsync(Local("/api/v1/invitations"), Json(body.ToJsonString()), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("role");
    }

    [Fact]
    public async Task An_administrator_makes_nobody_an_owner_and_nobody_rises_by_their_own_hand()
    {
        var site = await server.NewSiteAsync();
        using var administrator = await server.PersonAsync(site.OrganisationId, Role.Administrator);
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        var people = (await owner.GetFromJsonAsync<JsonArray>(Local("/api/v1/people"), Cancel))!;
        var self = people.Single(person => person!["roles"]!.AsArray().Any(role => (string)role! == Role.Administrator))!;
        using var rise = await administrator.PutAsync(Local($"/api/v1/people/{self["personId"] ?? self["id"]}/roles"), Json("""{"roles":["owner"]}"""), Cancel);
        rise.IsSuccessStatusCode.ShouldBeFalse();
        using var invite = await administrator.PostAsync(
            Local("/api/v1/invitations"), Json("""{"email":"anna@guest.example","role":"owner","language":"de"}"""), Cancel);
        invite.IsSuccessStatusCode.ShouldBeFalse();
    }

    [Fact]
    public async Task A_wish_for_a_site_carries_no_other_version_device_or_rating()
    {
        var site = await server.NewSiteAsync();
        using var device = await server.DeviceAsync(site);
        using var administrator = await server.PersonAsync(site.OrganisationId, Role.Administrator);
        var circuit = Guid.CreateVersion7();
        using var answer = await administrator.PatchAsync(
            Local($"/api/v1/sites/{site.SiteId}/desired-state"),
            Json($$$"""{"circuitLimitsA":{"{{{circuit}}}":500},"ratingsA":{"{{{circuit}}}":500},"deviceId":"{{{Guid.Empty}}}","version":99}"""), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/downloads/invoices/..%2f..%2f..%2fetc%2fpasswd.pdf")]
    [InlineData("/downloads/invoices/%2e%2e/%2e%2e/keys/signing.pfx")]
    [InlineData("/downloads/runs/..%5c..%5ckeys/invoices.csv")]
    [InlineData("/_content/Clemap.Portal/..%2f..%2f..%2fappsettings.json")]
    [InlineData("/_content/..%252f..%252fappsettings.json")]
    [InlineData("/_framework/../../keys/signing.pfx")]
    [InlineData("//etc/passwd")]
    [InlineData("/account/style.css/..%2f..%2f..%2fetc%2fpasswd")]
    public async Task A_path_that_climbs_out_of_a_folder_finds_nothing(string path)
    {
        using var person = await server.InPortalAsync();
        // As it stands, without a client that tidies it up.
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, Cancel);
        var cookies = person.Cookies.GetCookieHeader(server.Address);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n"), Cancel);
        using var reader = new StreamReader(client.GetStream());
        var said = await reader.ReadToEndAsync(Cancel);
        said.Split(' ')[1].ShouldBeOneOf("404", "400", "302");
        said.ShouldNotContain("root:");
        said.ShouldNotContain("ConnectionStrings");
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
