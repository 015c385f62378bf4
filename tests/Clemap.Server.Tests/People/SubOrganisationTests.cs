using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Server.Tests.People;

/// <summary>Organisations below others: who is something above is it below too, nothing flows upwards or sideways, and what is let go is gone within a minute.</summary>
public sealed class SubOrganisationTests(ServerFixture server)
{
    private static readonly Uri Organisations = new("/api/v1/organisations", UriKind.Relative);
    private static readonly Uri Invitations = new("/api/v1/invitations", UriKind.Relative);
    private static readonly Uri Clients = new("/api/v1/clients", UriKind.Relative);
    private static readonly Uri Sites = new("/api/v1/sites", UriKind.Relative);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RolesHoldBelow_ExceptThoseOfResidents_AndNeverAboveOrBeside()
    {
        var top = await server.NewSiteAsync("Verwaltung");
        var (anna, guest) = (await MemberAsync(top.OrganisationId, Role.Owner), await MemberAsync(top.OrganisationId, Role.Resident));
        using var owner = await SignedInAsync(anna.Email);
        var (house, street) = (await MakeAsync(owner, "Haus"), await MakeAsync(owner, "Strasse"));

        using var below = await SignedInAsync(anna.Email, house);
        (await SiteIdsAsync(below)).ShouldBeEmpty();
        using var made = await below.PostAsJsonAsync(Sites, new { name = "Haus 1", address = "Weg 1", timeZone = "Europe/Zurich" }, Cancel);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await SiteIdsAsync(owner)).ShouldBe([top.SiteId]);
        (await SignInErrorAsync(guest.Email, house)).ShouldBe("access_denied");

        // Somebody of the house alone is nothing above, and nothing in the street.
        var berta = await MemberAsync(house, Role.Administrator);
        using var own = await SignedInAsync(berta.Email);
        (await SiteIdsAsync(own)).Count.ShouldBe(1);
        (await SignInErrorAsync(berta.Email, top.OrganisationId)).ShouldBe("access_denied");
        (await SignInErrorAsync(berta.Email, street)).ShouldBe("access_denied");
        (await own.GetFromJsonAsync<JsonArray>(Organisations, Cancel))!.ShouldBeEmpty();
        var above = await own.GetFromJsonAsync<JsonArray>(new Uri("/api/v1/people/from-above", UriKind.Relative), Cancel);
        above!.Select(person => ((Guid)person!["personId"]!, (string)person["organisationName"]!)).ShouldBe([(anna.Id, "Verwaltung")]);

        var listed = await owner.GetFromJsonAsync<JsonArray>(Organisations, Cancel);
        listed!.Select(row => ((string)row!["name"]!, (long)row["sites"]!, (long)row["owners"]!)).ShouldBe([("Haus", 1, 0), ("Strasse", 0, 0)]);
    }

    [Fact]
    public async Task WhoHasTheirOwnOrganisation_ActsInItFirst_AndIsNotAskedWhich()
    {
        var top = await server.NewSiteAsync("Zentrale");
        var anna = await MemberAsync(top.OrganisationId, Role.Administrator);
        using var first = await SignedInAsync(anna.Email);
        await MakeAsync(first, "Aaa");
        using var again = await SignedInAsync(anna.Email);
        (await SiteIdsAsync(again)).ShouldBe([top.SiteId]);
    }

    [Fact]
    public async Task LettingGo_NeedsAnOwnerThere_AndEndsWhatCameFromAboveWithinAMinute()
    {
        var top = await server.NewSiteAsync("Verwaltung");
        var anna = await MemberAsync(top.OrganisationId, Role.Owner);
        using var owner = await SignedInAsync(anna.Email);
        var house = await MakeAsync(owner, "Haus");
        using var below = await SignedInAsync(anna.Email, house);
        (await ReleaseAsync(owner, house)).ShouldBe(HttpStatusCode.Conflict);

        // She owns the house from above, and so makes its first owner.
        using var invited = await below.PostAsJsonAsync(
            new Uri("/api/v1/invitations", UriKind.Relative), new { email = "owner@house.example", role = Role.Owner, language = "de" }, Cancel);
        invited.StatusCode.ShouldBe(HttpStatusCode.OK);
        await MemberAsync(house, Role.Owner);

        var other = await server.NewSiteAsync("Fremd");
        using var stranger = await server.PersonAsync(other.OrganisationId, Role.Owner);
        (await ReleaseAsync(stranger, house)).ShouldBe(HttpStatusCode.NotFound);
        (await ReleaseAsync(owner, house)).ShouldBe(HttpStatusCode.NoContent);
        (await ReleaseAsync(owner, house)).ShouldBe(HttpStatusCode.NotFound);
        var since = TimeProvider.System.GetTimestamp();
        while (await StatusAsync(below) != HttpStatusCode.Forbidden)
        {
            TimeProvider.System.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromMinutes(1));
            await Task.Delay(500, Cancel);
        }

        (await SignInErrorAsync(anna.Email, house)).ShouldBe("access_denied");
        foreach (var organisation in new[] { top.OrganisationId, house })
        {
            var entries = (await EntriesAsync(organisation)).Where(entry => entry.Action.StartsWith("organisation.", StringComparison.Ordinal)).ToList();
            entries.Select(entry => (entry.Action, entry.SubjectId, entry.ActorId))
                .ShouldBe([(AuditAction.OrganisationReleased, house, anna.Id), (AuditAction.OrganisationCreated, house, anna.Id)]);
        }
    }

    /// <summary>Doors that people from above opened for themselves or their programs while they could.</summary>
    [Fact]
    public async Task LettingGo_ShutsWhatPeopleFromAboveMade_AndLeavesWhatIsTheHousesOwn()
    {
        var top = await server.NewSiteAsync("Verwaltung");
        var anna = await MemberAsync(top.OrganisationId, Role.Owner);
        using var owner = await SignedInAsync(anna.Email);
        var house = await MakeAsync(owner, "Haus");
        using var below = await SignedInAsync(anna.Email, house);
        using var made = await below.PostAsJsonAsync(Sites, new { name = "Haus 1", address = "Weg 1", timeZone = "Europe/Zurich" }, Cancel);
        await server.LicenseAsync(top with { OrganisationId = house, SiteId = (await SiteIdsAsync(below)).Single() });
        var berta = await MemberAsync(house, Role.Owner);
        using var own = await SignedInAsync(berta.Email);
        foreach (var (by, name) in new[] { (below, "Of the manager"), (own, "Of the house") })
        {
            using var client = await by.PostAsJsonAsync(Clients, new { name, scopes = new[] { ApiScope.ReadSites } }, Cancel);
            client.StatusCode.ShouldBe(HttpStatusCode.OK, await client.Content.ReadAsStringAsync(Cancel));
            using var invited = await by.PostAsJsonAsync(Invitations, new { email = $"{name.Replace(' ', '.')}@house.example", role = Role.Administrator, language = "de" }, Cancel);
            invited.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await ReleaseAsync(owner, house)).ShouldBe(HttpStatusCode.NoContent);
        (await own.GetFromJsonAsync<JsonArray>(Clients, Cancel))!.Select(client => (string)client!["name"]!).ShouldBe(["Of the house"]);
        (await own.GetFromJsonAsync<JsonArray>(Invitations, Cancel))!.Select(invitation => (string)invitation!["email"]!).ShouldBe(["Of.the.house@house.example"]);
        (await EntriesAsync(house)).Take(3).Select(entry => (entry.Action, entry.ActorId)).ShouldBe(
            [(AuditAction.OrganisationReleased, anna.Id), (AuditAction.InvitationWithdrawn, anna.Id), (AuditAction.ClientEnded, anna.Id)]);
    }

    [Theory]
    [InlineData("  ", "required")]
    [InlineData("a\nb", "characters")]
    [InlineData("\u200b", "characters")]
    [InlineData("Haus \u202edroN", "characters")]
    [InlineData("haus", "taken")]
    public async Task ANameThatIsNone_IsRefused(string name, string rule)
    {
        var top = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(top.OrganisationId, Role.Owner);
        await MakeAsync(owner, "Haus");
        using var answer = await owner.PostAsJsonAsync(Organisations, new { name }, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain($"\"name\":[\"{rule}\"]");
    }

    [Fact]
    public async Task OrganisationsStandThreeLevelsDeep_AndOfTwoOfOneNameAtOnceOneIsMade()
    {
        var top = await server.NewSiteAsync();
        var anna = await MemberAsync(top.OrganisationId, Role.Owner);
        using var owner = await SignedInAsync(anna.Email);
        var second = await MakeAsync(owner, "Zwei");
        using var inSecond = await SignedInAsync(anna.Email, second);
        var third = await MakeAsync(inSecond, "Drei");
        using var inThird = await SignedInAsync(anna.Email, third);
        using var refused = await inThird.PostAsJsonAsync(Organisations, new { name = "Vier" }, Cancel);
        (await refused.Content.ReadAsStringAsync(Cancel)).ShouldContain("too-deep");

        var twins = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var answer = await owner.PostAsJsonAsync(Organisations, new { name = "Zwilling" }, Cancel);
            return answer.StatusCode;
        }));
        twins.Count(status => status == HttpStatusCode.OK).ShouldBe(1);
    }

    [Fact]
    public async Task ANewName_IsSeenAndInTheAudit()
    {
        var home = await server.NewSiteAsync("Alt");
        using var owner = await server.PersonAsync(home.OrganisationId, Role.Owner);
        using var renamed = await owner.PatchAsJsonAsync(new Uri("/api/v1/organisation", UriKind.Relative), new { name = "Neu" }, Cancel);
        renamed.StatusCode.ShouldBe(HttpStatusCode.OK);
        var entry = (await EntriesAsync(home.OrganisationId)).Single(entry => entry.Action == AuditAction.OrganisationRenamed);
        (entry.Before, entry.After, entry.SubjectName).ShouldBe(("""{"name": "Alt"}""", """{"name": "Neu"}""", "Neu"));
    }

    /// <summary>The fence of the functions by itself: whatever a careless line passes them, the settings of the connection decide.</summary>
    [Theory]
    [InlineData("select id::text from platform.sub_organisations('{0}')")]
    [InlineData("select person_id::text from platform.people_above('{1}')")]
    public async Task TheDatabaseTellsNobodyOfOrganisationsThatTheyDoNotActFor(string sql)
    {
        var top = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(top.OrganisationId, Role.Owner);
        var house = await MakeAsync(owner, "Haus");
        var stranger = await server.NewSiteAsync();
        var query = string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, top.OrganisationId, house);
        (await RowsAsync(stranger.OrganisationId, "*", query)).ShouldBe(0);
        (await RowsAsync(top.OrganisationId, "{}", query)).ShouldBe(0);
        (await RowsAsync(query.Contains("above", StringComparison.Ordinal) ? house : top.OrganisationId, "*", query)).ShouldBe(1);
    }

    [Theory]
    [InlineData("select platform.add_sub_organisation('{0}', gen_random_uuid(), 'X', null, now(), gen_random_uuid(), gen_random_uuid(), '', 3, 9)")]
    [InlineData("select platform.release_sub_organisation('{0}', '{1}', null, now(), gen_random_uuid(), gen_random_uuid(), '')")]
    public async Task TheDatabaseChangesNoOrganisationThatNobodyActsFor(string sql)
    {
        var top = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(top.OrganisationId, Role.Owner);
        var house = await MakeAsync(owner, "Haus");
        var stranger = await server.NewSiteAsync();
        var command = string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, top.OrganisationId, house);
        foreach (var (organisation, sites) in new[] { (stranger.OrganisationId, "*"), (top.OrganisationId, "{}") })
            (await Should.ThrowAsync<PostgresException>(() => RowsAsync(organisation, sites, command))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Theory]
    [InlineData("update platform.organisations set parent_id = '{0}'")]
    [InlineData("insert into platform.organisations (organisation_id, name, created_at, parent_id) values ('{1}', 'X', now(), '{0}')")]
    public async Task NobodyPutsThemselvesBelowAnother_OutsideTheFunctions(string sql)
    {
        var (top, own) = (await server.NewSiteAsync(), await server.NewSiteAsync());
        var command = string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, top.OrganisationId, own.OrganisationId);
        (await Should.ThrowAsync<PostgresException>(() => RowsAsync(own.OrganisationId, "*", command))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    /// <summary>What a program may is what its giver may, by whichever way the giver has the role.</summary>
    [Fact]
    public async Task WhoOwnsFromAbove_GivesProgramsWhatTheyMay_AndNoMore()
    {
        var top = await server.NewSiteAsync("Verwaltung");
        var anna = await MemberAsync(top.OrganisationId, Role.Owner);
        using var owner = await SignedInAsync(anna.Email);
        var house = await MakeAsync(owner, "Haus");
        using var below = await SignedInAsync(anna.Email, house);
        using var made = await below.PostAsJsonAsync(Sites, new { name = "Haus 1", address = "Weg 1", timeZone = "Europe/Zurich" }, Cancel);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        await server.LicenseAsync(top with { OrganisationId = house, SiteId = (await SiteIdsAsync(below)).Single() });

        using var given = await below.PostAsJsonAsync(Clients, new { name = "Dashboard", scopes = new[] { ApiScope.ReadSites } }, Cancel);
        given.StatusCode.ShouldBe(HttpStatusCode.OK, await given.Content.ReadAsStringAsync(Cancel));
        using var beyond = await below.PostAsJsonAsync(Clients, new { name = "Lever", scopes = new[] { ApiScope.ControlLoad } }, Cancel);
        beyond.StatusCode.ShouldBe(HttpStatusCode.Forbidden, "an owner does not control load");
    }

    [Fact]
    public async Task TheOnlyOwnerInAHouse_MayEndTheAccount_WhileSomebodyAboveOwnsIt()
    {
        var top = await server.NewSiteAsync("Verwaltung");
        var anna = await MemberAsync(top.OrganisationId, Role.Owner);
        using var owner = await SignedInAsync(anna.Email);
        var house = await MakeAsync(owner, "Haus");
        var berta = await MemberAsync(house, Role.Owner);
        await using var scope = server.Services.CreateAsyncScope();
        var traces = scope.ServiceProvider.GetRequiredService<IPersonalTraces>();
        (await traces.LeaveAsync(berta.Id, berta.Email, Cancel)).ShouldBeEmpty();
        (await SignInErrorAsync(berta.Email, house)).ShouldBe("access_denied");
        (await traces.LeaveAsync(anna.Id, anna.Email, Cancel)).ShouldBe(["Verwaltung"]);
    }

    private async Task<int> RowsAsync(Guid organisationId, string sites, string sql)
    {
        await using var connection = await DatabaseFixture.OpenAsync(server.Connections.App, Cancel);
        await using var enter = new NpgsqlCommand($"select set_config('app.organisation_id', '{organisationId}', false), set_config('app.site_ids', '{sites}', false)", connection);
        await enter.ExecuteNonQueryAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        int rows = 0;
        while (await reader.ReadAsync(Cancel))
            rows++;
        return rows;
    }

    private async Task<(Guid Id, string Email)> MemberAsync(Guid organisationId, string role)
    {
        var email = $"{Guid.CreateVersion7():N}@clemap.example";
        await using var scope = server.Services.CreateOrganisationScope(organisationId);
        var id = await scope.ServiceProvider.GetRequiredService<IPeople>().EnsureAsync(email, "A Person", ServerFixture.Password, Cancel);
        await scope.ServiceProvider.GetRequiredService<IMemberships>().AddAsync(organisationId, id, role, Cancel);
        return (id, email);
    }

    private async Task<HttpClient> SignedInAsync(string email, Guid? organisation = null)
    {
        var flow = new CodeFlow(server.Address);
        if (organisation is { } chosen)
            flow.Parameters[ClemapClaims.Organisation] = chosen.ToString();
        using var visitor = new Visitor(server.Address);
        return server.Bearer((await flow.RunAsync(visitor, email, ServerFixture.Password, Cancel)).GetProperty("access_token").GetString()!);
    }

    private async Task<string?> SignInErrorAsync(string email, Guid organisation)
    {
        using var visitor = new Visitor(server.Address);
        (await visitor.SignInAsync(email, ServerFixture.Password, Cancel)).Dispose();
        var flow = new CodeFlow(server.Address);
        flow.Parameters[ClemapClaims.Organisation] = organisation.ToString();
        return (await flow.AnswerAsync(visitor, flow.Address, Cancel))["error"];
    }

    private static async Task<Guid> MakeAsync(HttpClient owner, string name)
    {
        using var answer = await owner.PostAsJsonAsync(Organisations, new { name }, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancel));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
    }

    private static async Task<HttpStatusCode> ReleaseAsync(HttpClient by, Guid organisation)
    {
        using var answer = await by.PostAsync(new Uri($"/api/v1/organisations/{organisation}/release", UriKind.Relative), null, Cancel);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient by)
    {
        using var answer = await by.GetAsync(Sites, Cancel);
        return answer.StatusCode;
    }

    private static async Task<IReadOnlyList<Guid>> SiteIdsAsync(HttpClient by) =>
        [.. (await by.GetFromJsonAsync<JsonArray>(Sites, Cancel))!.Select(site => (Guid)site!["id"]!)];

    private async Task<IReadOnlyList<AuditView>> EntriesAsync(Guid organisationId)
    {
        await using var scope = server.Services.CreateOrganisationScope(organisationId);
        return (await scope.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new(), Cancel)).Entries;
    }
}
