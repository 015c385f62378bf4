using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.GridCommands.OpenAdr;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Tests.GridCommands.OpenAdr;

public sealed class OpenAdrConnectionsTests(PlatformFixture platform)
{
    private static readonly Guid Site = Guid.Parse("01900000-0000-7000-8000-000000000001");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static OpenAdrFields Good => new(
        "Supplier", "https://vtn.clemap.example/openadr3/3.1.0", "https://id.clemap.example/token", "ven-1", "a secret", "read_all", "program-1", null, [new("GROUP", "a", new([Site]))]);

    public static TheoryData<string, string, Func<OpenAdrFields, OpenAdrFields>> Wrong() => new()
    {
        { "name", "required", good => good with { Name = null } },
        { "name", "characters", good => good with { Name = "a\nb" } },
        { "url", "not-https", good => good with { Url = "http://vtn.clemap.example" } },
        { "url", "private-address", good => good with { Url = "https://10.0.0.1/openadr3" } },
        { "url", "private-address", good => good with { Url = "https://[::1]/" } },
        { "url", "too-much", good => good with { Url = "https://anna:secret@vtn.clemap.example" } },
        { "url", "too-much", good => good with { Url = "https://vtn.clemap.example?x=1" } },
        { "tokenUrl", "required", good => good with { TokenUrl = null } },
        { "tokenUrl", "not-https", good => good with { TokenUrl = "ftp://id.clemap.example" } },
        { "clientId", "required", good => good with { ClientId = null } },
        { "clientSecret", "required", good => good with { ClientSecret = null } },
        { "clientSecret", "length", good => good with { ClientSecret = new string('x', 1_001) } },
        { "oauthScope", "characters", good => good with { OauthScope = "a\tb" } },
        { "programId", "required", good => good with { ProgramId = null } },
        { "programId", "too-many", good => good with { ProgramName = "Peak" } },
        { "programId", "characters", good => good with { ProgramId = "../events" } },
        { "targets", "required", good => good with { Targets = [] } },
        { "targets", "too-many", good => good with { Targets = [.. Enumerable.Range(0, 201).Select(i => new OpenAdrTarget(null, $"t{i}", new([Site])))] } },
        { "targets[0]", "required", good => good with { Targets = [null!] } },
        { "targets[0].value", "required", good => good with { Targets = [new("GROUP", null, new([Site]))] } },
        { "targets[0].means", "required", good => good with { Targets = [new("GROUP", "a", null)] } },
        { "targets[0].means.meteringPointIds", "not-a-metering-point", good => good with { Targets = [new("GROUP", "a", new(null, ["short"]))] } },
        { "targets[1]", "twice", good => good with { Targets = [new("GROUP", "a", new([Site])), new("GROUP", "a", new([Site]))] } },
        { "simplePercent", "length", good => good with { SimplePercent = [50] } },
        { "simplePercent", "out-of-range", good => good with { SimplePercent = [50, 101, 0] } },
        { "simplePercent", "out-of-range", good => good with { SimplePercent = [50, double.NaN, 0] } },
        { "pollS", "out-of-range", good => good with { PollS = 5 } },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void What_is_wrong_is_said_by_field(string field, string code, Func<OpenAdrFields, OpenAdrFields> change)
    {
        OpenAdrRules.Check(Good, new(AllowPrivate: false), needsSecret: true).ShouldBeEmpty();
        var broken = OpenAdrRules.Check(change(Good), new(AllowPrivate: false), needsSecret: true).ShouldHaveSingleItem();
        (broken.Field, broken.Code).ShouldBe((field, code), broken.Message);
    }

    [Fact]
    public async Task A_name_that_leads_to_this_machine_is_not_connected_to()
    {
        await using var vtn = await Vtn.StartAsync();
        using var client = new VtnClient(new(AllowPrivate: false), TimeProvider.System);
        var port = new Uri(vtn.Url).Port;
        foreach (var host in new[] { "localhost", "127.0.0.1", "2130706433", "[::ffff:127.0.0.1]" })
        {
            var refused = await Should.ThrowAsync<VtnException>(() => client.ReadAsync(
                new(Guid.CreateVersion7(), $"http://{host}:{port}", $"http://{host}:{port}/auth/token", Vtn.Client, Vtn.Secret, null, Vtn.Program, null), Cancel));
            refused.Code.ShouldBe(OpenAdrError.PrivateAddress, host);
        }

        vtn.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_secret_is_read_by_nobody_and_goes_to_no_other_place_and_each_change_is_in_the_audit()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var fields = Good with { Targets = [new("GROUP", "a", new([site.SiteId]))] };
        var made = (await InAsync(site, connections => connections.MakeAsync(fields, Cancel))).Connection.ShouldNotBeNull();
        made.ToString().ShouldNotContain("a secret");
        (made.PollS, made.State.LastPollAt, made.Targets.Single().Value).ShouldBe((60, null, "a"));
        (await RowAsync(site, made.Id)).Secret.ShouldNotContain("a secret");

        foreach (var elsewhere in new[] { fields with { Url = "https://elsewhere.example" }, fields with { TokenUrl = "https://elsewhere.example" } })
            (await InAsync(site, connections => connections.ChangeAsync(made.Id, elsewhere with { ClientSecret = null }, Cancel))).Broken.ShouldHaveSingleItem().Field.ShouldBe("clientSecret");
        var kept = (await InAsync(site, connections => connections.ChangeAsync(made.Id, fields with { ClientSecret = null, Name = "Renamed" }, Cancel))).Connection.ShouldNotBeNull();
        (kept.Name, kept.SecretSince).ShouldBe(("Renamed", made.SecretSince));
        (await InAsync(site, connections => connections.EndAsync(made.Id, Cancel))).ShouldBeTrue();

        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        var entries = await scope.ServiceProvider.GetRequiredService<PlatformContext>().Audit.Where(entry => entry.SubjectId == made.Id).OrderBy(entry => entry.Id).ToListAsync(Cancel);
        entries.Select(entry => entry.Action).ShouldBe([AuditAction.OpenAdrMade, AuditAction.OpenAdrChanged, AuditAction.OpenAdrEnded]);
        (entries[1].Before!.Contains("Supplier", StringComparison.Ordinal), entries[1].After!.Contains("Renamed", StringComparison.Ordinal)).ShouldBe((true, true));
        entries.ShouldAllBe(entry => !$"{entry.Before}{entry.After}".Contains("a secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_unknown_and_what_is_anothers_are_told_alike_and_there_are_not_too_many()
    {
        var (own, foreign) = (await platform.NewCommissionedSiteAsync(), await platform.NewCommissionedSiteAsync("Foreign"));
        foreach (var id in new[] { foreign.SiteId, Guid.CreateVersion7() })
        {
            var broken = (await InAsync(own, connections => connections.MakeAsync(Good with { Targets = [new(null, "a", new([own.SiteId, id]))] }, Cancel))).Broken.ShouldHaveSingleItem();
            (broken.Field, broken.Code).ShouldBe(("targets[0].means.siteIds[1]", "unknown"));
        }

        var fields = Good with { Targets = [new(null, "a", new([own.SiteId]))] };
        var theirs = (await InAsync(foreign, connections => connections.ListAsync(Cancel))).ShouldHaveSingleItem();
        (await InAsync(own, connections => connections.ChangeAsync(theirs.Id, fields, Cancel))).ShouldSatisfyAllConditions(
            change => change.Connection.ShouldBeNull(), change => change.Broken.ShouldBeEmpty());
        (await InAsync(own, connections => connections.EndAsync(theirs.Id, Cancel))).ShouldBeFalse();
        var made = await Task.WhenAll(Enumerable.Range(0, IOpenAdr.Most + 2).Select(_ => InAsync(own, connections => connections.MakeAsync(fields, Cancel))));
        // One was there before.
        made.Count(change => change.Connection is not null).ShouldBe(IOpenAdr.Most - 1);
        made.Where(change => change.Connection is null).ShouldAllBe(change => change.Broken.Single().Code == "too-many");
    }

    private async Task<T> InAsync<T>(TestSite site, Func<IOpenAdr, Task<T>> call)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        return await call(scope.ServiceProvider.GetRequiredService<IOpenAdr>());
    }

    private async Task<VtnConnectionRow> RowAsync(TestSite site, Guid id)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        return await scope.ServiceProvider.GetRequiredService<PlatformContext>().OpenAdrConnections.AsNoTracking().SingleAsync(row => row.Id == id, Cancel);
    }
}
