using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Clemap.Contracts.Sites;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Server.Tests.Http;

public sealed class MeteringGroupTests(ServerFixture server)
{
    private static readonly Guid Grid = EndpointTable.Source;
    private static readonly Guid Pv = Guid.Parse("01900000-0000-7000-8000-000000000021");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_group_is_made_once_however_often_it_is_sent_changed_and_taken_away()
    {
        var site = await SiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        var id = Guid.CreateVersion7();
        foreach (var _ in new[] { 1, 2 })
            (await PutAsync(owner, site.SiteId, id, new { name = " Common ", sourceIds = new[] { Grid } })).Status.ShouldBe(HttpStatusCode.OK);
        (await PutAsync(owner, site.SiteId, id, new { name = "Common", sourceIds = new[] { Grid, Pv, Grid } })).Status.ShouldBe(HttpStatusCode.OK);
        var group = (await ListAsync(owner, site.SiteId)).ShouldHaveSingleItem()!;
        ((Guid)group["id"]!, (string)group["name"]!).ShouldBe((id, "Common"));
        group["sources"]!.AsArray().Select(source => ((Guid)source!["id"]!, (string)source["name"]!)).ShouldBe([(Grid, "Grid"), (Pv, "Roof")]);

        using var gone = await owner.DeleteAsync(At(site.SiteId, id), Cancel);
        gone.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var twice = await owner.DeleteAsync(At(site.SiteId, id), Cancel);
        twice.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ListAsync(owner, site.SiteId)).ShouldBeEmpty();

        await using var scope = server.Services.CreateOrganisationScope(site.OrganisationId);
        var entries = (await scope.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new(), Cancel)).Entries.Where(entry => entry.SubjectId == id).ToList();
        entries.Select(entry => entry.Action).ShouldBe([AuditAction.MeteringGroupDeleted, AuditAction.MeteringGroupSaved, AuditAction.MeteringGroupSaved]);
        (entries[1].Before, entries[1].After).ShouldBe(("""{"name": "Common", "sources": "Grid"}""", """{"name": "Common", "sources": "Grid, Roof"}"""));
    }

    [Theory]
    [InlineData("""{"sourceIds":["01900000-0000-7000-8000-000000000020"]}""", "name", "required")]
    [InlineData("""{"name":"a\nb","sourceIds":["01900000-0000-7000-8000-000000000020"]}""", "name", "characters")]
    [InlineData("""{"name":"taken","sourceIds":["01900000-0000-7000-8000-000000000020"]}""", "name", "taken")]
    [InlineData("""{"name":"New"}""", "sourceIds", "required")]
    [InlineData("""{"name":"New","sourceIds":[]}""", "sourceIds", "required")]
    [InlineData("""{"name":"New","sourceIds":["01900000-0000-7000-8000-0000000000ff"]}""", "sourceIds", "unknown")]
    public async Task Bad_input_names_the_field_and_the_rule(string body, string field, string rule)
    {
        var site = await SiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        (await PutAsync(owner, site.SiteId, Guid.CreateVersion7(), new { name = "Taken", sourceIds = new[] { Grid } })).Status.ShouldBe(HttpStatusCode.OK);
        var (status, text) = await PutAsync(owner, site.SiteId, Guid.CreateVersion7(), JsonNode.Parse(body)!);
        status.ShouldBe(HttpStatusCode.BadRequest);
        text.ShouldContain($"\"{field}\":[\"{rule}\"]");
        (await ListAsync(owner, site.SiteId)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_group_of_another_site_is_neither_seen_nor_changed_nor_taken()
    {
        var site = await SiteAsync();
        var other = await server.AddSiteAsync(site, "Neighbour");
        using var device = await server.DeviceAsync(other, Model);
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        using var atOther = await server.PersonAtSitesAsync(site.OrganisationId, new SiteRole(other.SiteId, Role.Administrator));
        var id = Guid.CreateVersion7();
        (await PutAsync(owner, site.SiteId, id, new { name = "Common", sourceIds = new[] { Grid } })).Status.ShouldBe(HttpStatusCode.OK);
        (await PutAsync(atOther, site.SiteId, id, new { name = "Mine", sourceIds = new[] { Grid } })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await PutAsync(owner, other.SiteId, id, new { name = "Mine", sourceIds = new[] { Grid } })).Status.ShouldBe(HttpStatusCode.BadRequest);
        using var taken = await owner.DeleteAsync(At(other.SiteId, id), Cancel);
        taken.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ListAsync(atOther, other.SiteId)).ShouldBeEmpty();
        ((string)(await ListAsync(owner, site.SiteId)).ShouldHaveSingleItem()!["name"]!).ShouldBe("Common");
    }

    [Fact]
    public async Task Of_two_groups_of_one_name_at_once_one_is_made()
    {
        var site = await SiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PutAsync(owner, site.SiteId, Guid.CreateVersion7(), new { name = "Twin", sourceIds = new[] { Grid } })));
        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.BadRequest).ShouldBe(3);
    }

    private static SiteModel Model { get; } = new()
    {
        Circuits = [new(Grid, "Grid", null, 80)],
        Meters = [new(Grid, "Grid", MeterKind.Grid), new(Pv, "Roof", MeterKind.Production)],
        Stations = [],
    };

    private async Task<ServedSite> SiteAsync()
    {
        var site = await server.NewSiteAsync();
        using var device = await server.DeviceAsync(site, Model);
        return site;
    }

    private static Uri At(Guid site, Guid group) => new($"/api/v1/sites/{site}/metering-groups/{group}", UriKind.Relative);

    private static async Task<(HttpStatusCode Status, string Body)> PutAsync(HttpClient by, Guid site, Guid group, object body)
    {
        using var answer = await by.PutAsync(At(site, group), JsonContent.Create(body), Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<JsonArray> ListAsync(HttpClient by, Guid site) =>
        (await by.GetFromJsonAsync<JsonArray>(new Uri($"/api/v1/sites/{site}/metering-groups", UriKind.Relative), Cancel))!;
}
