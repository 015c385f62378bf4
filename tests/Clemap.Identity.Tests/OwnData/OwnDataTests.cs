using System.Net;
using System.Text.Json;
using Clemap.Identity.Accounts;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.Tests.OwnData;

/// <summary>What a person may take along and what is left when the account is deleted, through the pages.</summary>
public sealed class OwnDataTests(IdentityFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Copy_holds_what_is_stored_of_this_person_and_nothing_of_another()
    {
        var (id, email) = await fixture.PersonAsync(Role.Administrator);
        await fixture.JoinAsync(id, fixture.SecondOrganisation, Role.Electrician);
        await ActAsync(id);
        var (other, otherEmail) = await fixture.PersonAsync(Role.Owner);
        await ActAsync(other);
        using var visitor = await fixture.SignedInAsync(email);
        using var second = await fixture.SignedInAsync(otherEmail);

        using var answer = await visitor.SubmitAsync(AccountPaths.OwnData, Password(), Cancel, AccountPaths.OwnData + "?handler=Copy");

        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe("clemap-account.json");
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        var copy = JsonDocument.Parse(text).RootElement;
        copy.GetProperty("account").GetProperty("email").GetString().ShouldBe(email);
        copy.GetProperty("sessions").GetArrayLength().ShouldBe(1);
        copy.GetProperty("signIns").EnumerateArray().ShouldHaveSingleItem().GetProperty("result").GetString().ShouldBe("signed-in");
        copy.GetProperty("organisations").EnumerateArray().Select(row => (row.GetProperty("name").GetString(), row.GetProperty("roles")[0].GetString()))
            .ShouldBe([("Ahorn AG", Role.Administrator), ("Buche AG", Role.Electrician)]);
        copy.GetProperty("actions").EnumerateArray().ShouldHaveSingleItem().GetProperty("action").GetString().ShouldBe(AuditAction.AuditExported);
        text.ShouldNotContain(otherEmail);
        text.ShouldNotContain(other.ToString());
        text.ShouldNotContain("passwordHash", Case.Insensitive);
        text.ShouldNotContain("stamp", Case.Insensitive);
    }

    [Theory]
    [InlineData("Copy")]
    [InlineData("Erase")]
    public async Task Neither_is_done_without_the_password(string handler)
    {
        var (_, email) = await fixture.PersonAsync(Role.Electrician);
        using var visitor = await fixture.SignedInAsync(email);

        using var answer = await visitor.SubmitAsync(
            AccountPaths.OwnData, new() { ["Password"] = "not the right one", ["IsMeant"] = "true" }, Cancel, $"{AccountPaths.OwnData}?handler={handler}");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("class=\"error\"");
        (await fixture.SignedInAsync(email)).Dispose();
    }

    [Fact]
    public async Task Last_owner_has_to_hand_over_first_and_until_then_nothing_is_changed()
    {
        var organisation = Guid.CreateVersion7();
        await using (var scope = fixture.Host.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<IProvisioning>().EnsureOrganisationAsync(organisation, "Zeder AG", Cancel);
        var (id, email) = await fixture.PersonAsync(Role.Administrator);
        await fixture.JoinAsync(id, organisation, Role.Owner);
        using var visitor = await fixture.SignedInAsync(email);

        using var refused = await EraseAsync(visitor);
        WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync(Cancel)).ShouldContain("von Zeder AG");
        (await MembershipsAsync(id)).Count.ShouldBe(2);

        var (heir, _) = await fixture.PersonAsync();
        await fixture.JoinAsync(heir, organisation, Role.Owner);
        using var done = await EraseAsync(visitor);
        (await done.Content.ReadAsStringAsync(Cancel)).ShouldContain("role=\"status\"");
        (await MembershipsAsync(id)).ShouldBeEmpty();
        (await MembershipsAsync(heir)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Deleted_account_leaves_no_row_with_its_name_and_no_way_in_and_what_was_done_stays_without_a_name()
    {
        var (id, email) = await fixture.PersonAsync(Role.Administrator);
        await ActAsync(id);
        var invitation = await InvitedAsync(id, email);
        await ElectricianAtOneSiteAsync(id);
        using var visitor = new Visitor(fixture.Address);
        var flow = new CodeFlow(fixture.Address);
        var tokens = await flow.RunAsync(visitor, email, IdentityFixture.Password, Cancel);

        using var unmeant = await visitor.SubmitAsync(AccountPaths.OwnData, Password(), Cancel, AccountPaths.OwnData + "?handler=Erase");
        (await unmeant.Content.ReadAsStringAsync(Cancel)).ShouldContain("class=\"error\"");
        (await EraseAsync(visitor)).Dispose();

        using var page = await visitor.GetAsync(AccountPaths.Overview, Cancel);
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var refreshed = await flow.RefreshAsync(tokens.Text("refresh_token")!, Cancel);
        refreshed.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var (table, column) in await IdentityColumnsAsync())
            (await CountAsync($"select count(*) from identity.{table} where {column} = '{id}'")).ShouldBe(0, table);
        (await CountAsync($"select count(*) from platform.memberships where person_id = '{id}'")).ShouldBe(0);
        (await CountAsync($"select count(*) from platform.site_memberships where person_id = '{id}'")).ShouldBe(0);
        (await CountAsync($"select count(*) from platform.invitations where lower(email) = '{email}'")).ShouldBe(0);
        (await CountAsync($"select count(*) from platform.invitations where id = '{invitation}' and withdrawn_at is not null")).ShouldBe(1);
        await using var scope = fixture.Host.Services.CreateOrganisationScope(fixture.FirstOrganisation);
        var left = await scope.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new AuditFilter(Who: id.ToString()), Cancel);
        left.Entries.Select(entry => (entry.Action, entry.ActorName)).ShouldBe([(AuditAction.MemberRemoved, null), (AuditAction.AuditExported, null)]);

        // The address is free again, for an account that has nothing of the first.
        (await scope.ServiceProvider.GetRequiredService<IPeople>().EnsureAsync(email, "Anna Keller", IdentityFixture.Password, Cancel)).ShouldNotBe(id);
    }

    private static Dictionary<string, string> Password() => new() { ["Password"] = IdentityFixture.Password };

    private static Task<HttpResponseMessage> EraseAsync(Visitor visitor) =>
        visitor.SubmitAsync(AccountPaths.OwnData, new(Password()) { ["IsMeant"] = "true" }, Cancel, AccountPaths.OwnData + "?handler=Erase");

    private async Task ActAsync(Guid person)
    {
        await using var scope = fixture.Host.Services.CreateOrganisationScope(fixture.FirstOrganisation, person);
        await scope.ServiceProvider.GetRequiredService<IAuditWriter>().RecordAsync(AuditAction.AuditExported, fixture.FirstOrganisation, null, Cancel);
    }

    private async Task<IReadOnlyList<Membership>> MembershipsAsync(Guid person)
    {
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMemberships>().OfPersonAsync(person, Cancel);
    }

    private async Task ElectricianAtOneSiteAsync(Guid person)
    {
        var site = Guid.CreateVersion7();
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IProvisioning>().EnsureSiteAsync(fixture.FirstOrganisation, new(site, "A site", "A street", "Europe/Zurich"), Cancel);
        await CountAsync(
            $"""
             insert into platform.site_memberships (organisation_id, person_id, site_id, role, since)
             values ('{fixture.FirstOrganisation}', '{person}', '{site}', 'electrician', now()) returning 1::bigint
             """);
    }

    /// <summary>An open invitation of an organisation that the person is not of.</summary>
    private async Task<Guid> InvitedAsync(Guid by, string email)
    {
        var id = Guid.CreateVersion7();
        await CountAsync(
            $"""
             insert into platform.invitations (organisation_id, id, email, role, language, invited_by, invited_at, expires_at)
             values ('{fixture.SecondOrganisation}', '{id}', '{email.ToUpperInvariant()}', 'owner', 'de', '{by}', now(), now() + interval '7 days') returning 1::bigint
             """);
        return id;
    }

    /// <summary>Each column that may name an account, whatever tables there will be.</summary>
    private async Task<IReadOnlyList<(string Table, string Column)>> IdentityColumnsAsync()
    {
        await using var connection = await DatabaseFixture.OpenAsync(fixture.Database.Connections.Migrator, Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText =
            """
            select table_name, column_name from information_schema.columns
            where table_schema = 'identity' and data_type = 'uuid' and (column_name in ('account_id', 'user_id') or (table_name, column_name) = ('accounts', 'id'))
            """;
        await using var rows = await command.ExecuteReaderAsync(Cancel);
        var found = new List<(string, string)>();
        while (await rows.ReadAsync(Cancel))
            found.Add((rows.GetString(0), rows.GetString(1)));
        found.Count.ShouldBeGreaterThan(5);
        return found;
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = await DatabaseFixture.OpenAsync(fixture.Database.Connections.Migrator, Cancel);
        await using var command = connection.CreateCommand();
        // The owner of the tables sees what the fences let it see: each organisation in turn is none of its business here.
        command.CommandText = $"set session app.organisation_id = '{fixture.SecondOrganisation}'; {sql}";
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
