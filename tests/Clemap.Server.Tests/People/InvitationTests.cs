using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clemap.Platform.Invitations;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Server.Tests.People;

public sealed partial class InvitationTests(ServerFixture server)
{
    private readonly string email = $"{Guid.CreateVersion7():N}@guest.example";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_new_makes_an_account_by_the_link_and_is_a_member_at_once_and_the_link_is_void()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        (await InviteAsync(owner, email, Role.Electrician)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var link = await LinkAsync(email);

        using var visitor = new Visitor(server.Address);
        using (var short_ = await visitor.SubmitAsync(link, new() { ["Name"] = "Anna", ["Password"] = "short" }, Cancel))
            (await short_.Content.ReadAsStringAsync(Cancel)).ShouldContain("12");
        using (var nameless = await visitor.SubmitAsync(link, new() { ["Name"] = " ", ["Password"] = ServerFixture.Password }, Cancel))
            nameless.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var accepted = await visitor.SubmitAsync(link, new() { ["Name"] = "Anna", ["Password"] = ServerFixture.Password }, Cancel))
            accepted.Headers.Location?.ToString().ShouldBe("/");

        var members = await owner.GetFromJsonAsync<JsonArray>(new Uri("/api/v1/people", UriKind.Relative), Cancel);
        var anna = members!.Single(member => (string)member!["email"]! == email)!;
        ((string)anna["name"]!, (string)anna["roles"]!.AsArray().Single()!).ShouldBe(("Anna", Role.Electrician));
        (await owner.GetFromJsonAsync<JsonArray>(new Uri("/api/v1/invitations", UriKind.Relative), Cancel))!.ShouldBeEmpty();
        using var again = await new Visitor(server.Address).GetAsync(link, Cancel);
        (await again.Content.ReadAsStringAsync(Cancel)).ShouldNotContain("<form");
        await CodeFlow.AccessTokenAsync(server.Address, email, ServerFixture.Password, Cancel); // the password works
    }

    [Fact]
    public async Task Somebody_known_signs_in_and_accepts_and_nobody_else_can()
    {
        var (first, second) = (await server.NewSiteAsync("First"), await server.NewSiteAsync("Second"));
        using var owner = await server.PersonAsync(second.OrganisationId, Role.Owner);
        await AccountAsync(first.OrganisationId, email);
        var other = $"{Guid.CreateVersion7():N}@guest.example";
        await AccountAsync(first.OrganisationId, other);
        (await InviteAsync(owner, email.ToUpperInvariant(), Role.Administrator)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var link = await LinkAsync(email);

        using var nobody = new Visitor(server.Address);
        using (var shown = await nobody.GetAsync(link, Cancel))
            (await shown.Content.ReadAsStringAsync(Cancel)).ShouldContain("/account/login?returnUrl=");
        using var stranger = new Visitor(server.Address);
        (await stranger.SignInAsync(other, ServerFixture.Password, Cancel)).Dispose();
        using (var shown = await stranger.SubmitAsync(link, [], Cancel))
            (await shown.Content.ReadAsStringAsync(Cancel)).ShouldContain("/account/logout");
        using var person = new Visitor(server.Address);
        (await person.SignInAsync(email, ServerFixture.Password, Cancel)).Dispose();
        using (var accepted = await person.SubmitAsync(link, [], Cancel))
            accepted.StatusCode.ShouldBe(HttpStatusCode.Redirect);

        var memberships = await MembershipsAsync(email);
        memberships.Select(membership => (membership.OrganisationName, membership.Role)).ShouldBe([("First", Role.Electrician), ("Second", Role.Administrator)]);
        (await MembershipsAsync(other)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Of_many_that_use_a_link_at_once_one_wins()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        await InviteAsync(owner, email, Role.Electrician);
        var secret = (await LinkAsync(email)).Split('=')[1];

        var won = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ => await AcceptAsync(secret, Guid.CreateVersion7(), email)));

        won.Count(did => did).ShouldBe(1);
    }

    [Fact]
    public async Task A_link_is_void_for_another_address_after_a_newer_letter_after_a_week_and_when_it_was_withdrawn()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        using var made = await InviteAsync(owner, email, Role.Electrician);
        var id = (Guid)(await made.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["id"]!;
        var older = (await LinkAsync(email)).Split('=')[1];
        (await AcceptAsync(older, Guid.CreateVersion7(), "eve@guest.example")).ShouldBeFalse();

        using (var renewed = await InviteAsync(owner, email, Role.Electrician))
            ((Guid)(await renewed.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["id"]!).ShouldBe(id); // the same invitation
        var newer = (await LinkAsync(email, besides: older)).Split('=')[1];
        (await FindAsync(older)).ShouldBeNull();
        (await FindAsync(newer)).ShouldNotBeNull();

        await ExpireAsync(id, TimeSpan.FromDays(-1));
        (await FindAsync(newer)).ShouldBeNull();
        (await AcceptAsync(newer, Guid.CreateVersion7(), email)).ShouldBeFalse();

        await ExpireAsync(id, TimeSpan.FromDays(1));
        using (var withdrawn = await owner.DeleteAsync(new Uri($"/api/v1/invitations/{id}", UriKind.Relative), Cancel))
            withdrawn.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using (var twice = await owner.DeleteAsync(new Uri($"/api/v1/invitations/{id}", UriKind.Relative), Cancel))
            twice.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await AcceptAsync(newer, Guid.CreateVersion7(), email)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("anna", Role.Electrician, "de", "email", "not-an-address")]
    [InlineData("a@b.example, c@d.example", Role.Electrician, "de", "email", "not-an-address")]
    [InlineData("a@b.example\r\nBcc: c@d.example", Role.Electrician, "de", "email", "not-an-address")]
    [InlineData("a@b.example", "king", "de", "role", "unknown")]
    [InlineData("a@b.example", Role.Electrician, "rm", "language", "unknown")]
    public async Task What_breaks_a_rule_is_named(string address, string role, string language, string field, string rule)
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        using var answer = await InviteAsync(owner, address, role, language);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;
        ((string)problem["errors"]![field]![0]!).ShouldBe(rule);
    }

    [Fact]
    public async Task Only_an_owner_makes_an_owner()
    {
        var site = await server.NewSiteAsync();
        using var administrator = await server.PersonAsync(site.OrganisationId, Role.Administrator);

        using (var answer = await InviteAsync(administrator, email, Role.Owner))
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using (var answer = await InviteAsync(administrator, email, Role.Electrician))
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("de", "lädt Sie")]
    [InlineData("fr", "vous invite")]
    [InlineData("it", "la invita")]
    [InlineData("en", "invites you")]
    public async Task The_letter_is_in_the_language_that_was_asked_for(string language, string words)
    {
        var site = await server.NewSiteAsync("Sonnenhof & Söhne");
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        await InviteAsync(owner, email, Role.EnergySupplier, language);

        await LinkAsync(email);
        (await LettersAsync(email)).Single().TextBody!.ShouldContain($"Sonnenhof & Söhne {words}");
    }

    /// <summary>Each role at a site stands in the token, whose header has an end: several letters together give no more than one.</summary>
    [Fact]
    public async Task Invitations_to_sites_give_one_person_together_no_more_roles_than_a_token_carries()
    {
        var home = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(home.OrganisationId, Role.Owner);
        List<Guid> sites = [.. Enumerable.Range(0, SiteRole.MostOfAPerson + 1).Select(_ => Guid.CreateVersion7())];
        foreach (var id in sites)
            await server.Services.GetRequiredService<IProvisioning>().EnsureSiteAsync(home.OrganisationId, new(id, $"Site {id}", "Street 1", "Europe/Zurich"), Cancel);
        (await InviteToSitesAsync(owner, sites[..30])).ShouldBe(HttpStatusCode.OK);
        (await InviteToSitesAsync(owner, sites[..30])).ShouldBe(HttpStatusCode.OK, "the same letter once more");
        (await InviteToSitesAsync(owner, sites[30..])).ShouldBe(HttpStatusCode.BadRequest);

        // What is accepted counts like what is open.
        await AccountAsync(home.OrganisationId, email);
        using var person = new Visitor(server.Address);
        (await person.SignInAsync(email, ServerFixture.Password, Cancel)).Dispose();
        using (var accepted = await person.SubmitAsync(await LinkAsync(email), [], Cancel))
            accepted.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await InviteToSitesAsync(owner, sites[30..])).ShouldBe(HttpStatusCode.BadRequest);
        (await InviteToSitesAsync(owner, sites[30..50])).ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpStatusCode> InviteToSitesAsync(HttpClient by, IReadOnlyList<Guid> siteIds)
    {
        using var answer = await by.PostAsJsonAsync(
            new Uri("/api/v1/invitations", UriKind.Relative), new { email, role = Role.Electrician, language = "de", siteIds }, Cancel);
        return answer.StatusCode;
    }

    private static Task<HttpResponseMessage> InviteAsync(HttpClient by, string address, string role, string language = "de") => by.PostAsJsonAsync(
        new Uri("/api/v1/invitations", UriKind.Relative), new { email = address, role, language }, Cancel);

    private async Task<string> LinkAsync(string address, string besides = "no other secret")
    {
        for (int attempt = 0; attempt < 300; attempt++)
        {
            foreach (var letter in await LettersAsync(address))
                if (Link().Match(letter.TextBody ?? "") is { Success: true } match && !match.Value.Contains(besides, StringComparison.Ordinal))
                    return match.Groups[1].Value;
            await Task.Delay(100, Cancel);
        }
        throw new TimeoutException($"No letter to {address}.");
    }

    private async Task<List<MimeKit.MimeMessage>> LettersAsync(string address)
    {
        var folder = new DirectoryInfo(Path.Combine(server.Services.GetRequiredService<IConfiguration>()["Clemap:DataDir"]!, "mail"));
        var letters = new List<MimeKit.MimeMessage>();
        foreach (var file in folder.Exists ? folder.GetFiles("*.eml") : [])
            if (await MimeKit.MimeMessage.LoadAsync(file.FullName, Cancel) is var letter && letter.To.Mailboxes.Single().Address.Equals(address, StringComparison.OrdinalIgnoreCase))
                letters.Add(letter);
        return letters;
    }

    private async Task AccountAsync(Guid organisationId, string address)
    {
        await using var scope = server.Services.CreateOrganisationScope(organisationId);
        var id = await scope.ServiceProvider.GetRequiredService<IPeople>().EnsureAsync(address, "Known", ServerFixture.Password, Cancel);
        await scope.ServiceProvider.GetRequiredService<IMemberships>().AddAsync(organisationId, id, Role.Electrician, Cancel);
    }

    private async Task<IReadOnlyList<Membership>> MembershipsAsync(string address)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var id = await scope.ServiceProvider.GetRequiredService<IPeople>().EnsureAsync(address, "Known", ServerFixture.Password, Cancel);
        return await scope.ServiceProvider.GetRequiredService<IMemberships>().OfPersonAsync(id, Cancel);
    }

    private async Task<OpenInvitation?> FindAsync(string secret)
    {
        await using var scope = server.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IInvitationLinks>().FindAsync(secret, Cancel);
    }

    private async Task<bool> AcceptAsync(string secret, Guid personId, string address)
    {
        await using var scope = server.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IInvitationLinks>().AcceptAsync(secret, personId, address, "test", Cancel);
    }

    private async Task ExpireAsync(Guid id, TimeSpan fromNow)
    {
        await using var connection = await DatabaseFixture.OpenAsync(server.Connections.Migrator, Cancel);
        await using var command = new NpgsqlCommand("update platform.invitations set expires_at = $1 where id = $2", connection)
        {
            Parameters = { new() { Value = TimeProvider.System.GetUtcNow() + fromNow }, new() { Value = id } },
        };
        (await command.ExecuteNonQueryAsync(Cancel)).ShouldBe(1);
    }

    [GeneratedRegex(@"https?://[^/]+(/account/invitation\?secret=\S+)")]
    private static partial Regex Link();
}
