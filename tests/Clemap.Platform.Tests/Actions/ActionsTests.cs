using System.Text.Json;
using Clemap.Contracts.Actions;
using Clemap.Platform.Actions;
using Clemap.Platform.Database;
using Clemap.Platform.DesiredState;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Tests.Actions;

public sealed class ActionsTests(PlatformFixture platform)
{
    private static readonly ActionFields Lock = new(ActionKind.Lock, TestSite.Station);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_action_goes_from_queued_over_sent_and_accepted_to_done_with_its_times_and_audit()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var person = Guid.CreateVersion7();
        var ordered = (await InAsync(site, actions => actions.OrderAsync(site.SiteId, Lock, null, Cancel), person)).Action!;
        ordered.State.ShouldBe(ActionState.Queued);
        (ordered.ExpiresAt - ordered.IssuedAt).ShouldBe(TimeSpan.FromMinutes(5));

        (await SendAsync(site)).ShouldHaveSingleItem().ShouldBe(new OrderedAction(ordered.Id, "lock", ordered.IssuedAt, ordered.ExpiresAt, TestSite.Station));
        (await FindAsync(site, ordered.Id)).State.ShouldBe(ActionState.Sent);
        await ReportAsync(site, new ActionReport(ordered.Id, ActionReportState.Accepted, ordered.IssuedAt.AddSeconds(1)));
        (await FindAsync(site, ordered.Id)).State.ShouldBe(ActionState.Accepted);
        (await SendAsync(site)).ShouldBeEmpty("the device has it in its journal");
        await ReportAsync(site, new ActionReport(ordered.Id, ActionReportState.Done, ordered.IssuedAt.AddSeconds(2)));
        await ReportAsync(site, new ActionReport(ordered.Id, ActionReportState.Failed, ordered.IssuedAt.AddSeconds(3), "late", "Another story."));

        var done = await FindAsync(site, ordered.Id);
        (done.State, done.AcceptedAt, done.EndedAt, done.Code).ShouldBe((ActionState.Done, ordered.IssuedAt.AddSeconds(1), ordered.IssuedAt.AddSeconds(2), null));
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        var entries = await scope.ServiceProvider.GetRequiredService<PlatformContext>().Audit.Where(entry => entry.Action.StartsWith("action.")).OrderBy(entry => entry.Id).ToListAsync(Cancel);
        entries.Select(entry => entry.Action).ShouldBe(["action.ordered", "action.ended"]);
        (entries[0].ActorId, entries[0].SubjectId).ShouldBe((person, site.SiteId));
        (State(entries[1].Before), State(entries[1].After)).ShouldBe(("accepted", "done"));
    }

    [Fact]
    public async Task The_same_key_orders_once_also_at_once_and_at_another_site_it_is_refused()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => InAsync(site, actions => actions.OrderAsync(site.SiteId, Lock, "my-key", Cancel))));

        answers.Select(answer => answer.Action!.Id).Distinct().Count().ShouldBe(1);
        answers.Count(answer => answer.IsNew).ShouldBe(1);
        var other = Guid.CreateVersion7();
        await platform.Services.GetRequiredService<IProvisioning>().EnsureSiteAsync(site.OrganisationId, new(other, "Other", "Street", "Europe/Zurich"), Cancel);
        (await InAsync(site, actions => actions.OrderAsync(other, Lock, "my-key", Cancel))).Broken.ShouldHaveSingleItem().Code.ShouldBe("taken");
    }

    [Theory]
    [InlineData(null, "kind", "required")]
    [InlineData("explode", "kind", "unknown")]
    [InlineData("start-session", "card", "required")]
    [InlineData("firmware-notice", "text", "required")]
    public async Task What_is_missing_or_unknown_is_said_by_field(string? kind, string field, string code)
    {
        var site = await platform.NewCommissionedSiteAsync();
        var broken = (await InAsync(site, actions => actions.OrderAsync(site.SiteId, Lock with { Kind = kind }, null, Cancel))).Broken.ShouldHaveSingleItem();
        (broken.Field, broken.Code).ShouldBe((field, code));
    }

    [Fact]
    public async Task A_station_that_is_not_there_a_card_where_none_belongs_and_a_life_without_end_are_refused()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var broken = (await InAsync(site, actions => actions.OrderAsync(site.SiteId, new("lock", Guid.CreateVersion7(), 86_401, "04A1", "text"), null, Cancel))).Broken;
        broken.Select(rule => (rule.Field, rule.Code)).ShouldBe(
            [("stationId", "unknown"), ("expiresInS", "out-of-range"), ("card", "not-for-this-kind"), ("text", "not-for-this-kind")]);
    }

    [Fact]
    public async Task Where_no_model_was_reported_nothing_is_ordered()
    {
        var site = await platform.NewSiteAsync();
        (await InAsync(site, actions => actions.OrderAsync(site.SiteId, Lock, null, Cancel))).Broken.ShouldHaveSingleItem().Code.ShouldBe("no-site-model");
    }

    [Fact]
    public async Task What_was_not_taken_can_be_taken_back_and_a_device_that_did_it_all_the_same_says_so()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var ordered = (await InAsync(site, actions => actions.OrderAsync(site.SiteId, Lock, null, Cancel))).Action!;
        await SendAsync(site);
        (await InAsync(site, actions => actions.CancelAsync(ordered.Id, Cancel))).Action!.State.ShouldBe(ActionState.Cancelled);
        (await InAsync(site, actions => actions.CancelAsync(ordered.Id, Cancel))).IsTooLate.ShouldBeFalse("again changes nothing");
        (await SendAsync(site)).ShouldBeEmpty();

        await ReportAsync(site, new ActionReport(ordered.Id, ActionReportState.Done, ordered.IssuedAt));
        (await FindAsync(site, ordered.Id)).State.ShouldBe(ActionState.Done);
        (await InAsync(site, actions => actions.CancelAsync(ordered.Id, Cancel))).IsTooLate.ShouldBeTrue();
        (await InAsync(site, actions => actions.CancelAsync(Guid.CreateVersion7(), Cancel))).Action.ShouldBeNull();
    }

    [Fact]
    public async Task What_was_never_sent_expires_and_of_what_was_sent_nobody_knows()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var row = PlatformFixture.ActionAt(site);
        var now = TimeProvider.System.GetUtcNow();
        ActionState.Of(row, now).ShouldBe(ActionState.Expired);
        ActionState.Of(row, row.IssuedAt).ShouldBe(ActionState.Queued);
        row.SentAt = row.IssuedAt;
        ActionState.Of(row, now).ShouldBe(ActionState.Unknown);
        (await SendAsync(site)).ShouldBeEmpty("the fixture's one has expired");
    }

    [Fact]
    public async Task A_card_is_told_to_the_device_only_and_forgotten_at_the_end()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var ordered = (await InAsync(site, actions => actions.OrderAsync(site.SiteId, Lock with { Kind = "start-session", Card = " 04A1 " }, null, Cancel))).Action!;
        (await SendAsync(site)).ShouldHaveSingleItem().Card.ShouldBe("04A1");
        JsonSerializer.Serialize(ordered).ShouldNotContain("04A1");
        await ReportAsync(site, new ActionReport(ordered.Id, ActionReportState.Done, ordered.IssuedAt));

        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        (await database.Actions.SingleAsync(row => row.Id == ordered.Id, Cancel)).Card.ShouldBeNull();
        (await database.Audit.Where(entry => entry.Action.StartsWith("action.")).ToListAsync(Cancel)).ShouldAllBe(entry => !entry.After!.Contains("04A1"));
    }

    [Fact]
    public async Task A_device_says_nothing_of_anothers_actions()
    {
        var (own, foreign) = (await platform.NewCommissionedSiteAsync(), await platform.NewCommissionedSiteAsync("Foreign"));
        var ordered = (await InAsync(own, actions => actions.OrderAsync(own.SiteId, Lock, null, Cancel))).Action!;
        await ReportAsync(foreign, new ActionReport(ordered.Id, ActionReportState.Done, ordered.IssuedAt));
        (await FindAsync(own, ordered.Id)).State.ShouldBe(ActionState.Queued);
        ActionReporting.Check(new([new(ordered.Id, "made-up", ordered.IssuedAt)]))!.Field.ShouldBe("actions[0].state");
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap()
    {
        var site = await platform.NewCommissionedSiteAsync();
        for (var i = 0; i < 4; i++)
            await InAsync(site, actions => actions.OrderAsync(site.SiteId, Lock, null, Cancel));
        var first = (await InAsync(site, actions => actions.ListAsync(site.SiteId, new(Limit: 3), Cancel)))!;
        var second = (await InAsync(site, actions => actions.ListAsync(site.SiteId, new(Before: first.Next, Limit: 3), Cancel)))!;

        first.Actions.Concat(second.Actions).Select(action => action.Id).Distinct().Count().ShouldBe(5, "four, and the fixture's own");
        second.Next.ShouldBeNull();
        (await InAsync(site, actions => actions.ListAsync(Guid.CreateVersion7(), new(), Cancel))).ShouldBeNull();
    }

    private static string? State(string? json) => JsonDocument.Parse(json!).RootElement.GetProperty("state").GetString();

    private async Task<T> InAsync<T>(TestSite site, Func<IActions, Task<T>> call, Guid? actor = null)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId, actor);
        return await call(scope.ServiceProvider.GetRequiredService<IActions>());
    }

    private async Task<ActionView> FindAsync(TestSite site, Guid id) => (await InAsync(site, actions => actions.FindAsync(id, Cancel))).ShouldNotBeNull();

    private async Task<IReadOnlyList<OrderedAction>> SendAsync(TestSite site)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId, site.DeviceId);
        var wishes = scope.ServiceProvider.GetRequiredService<DeviceWishes>();
        var wish = await wishes.ReadAsync(site.Identity, 0, Cancel);
        await wishes.MarkSentAsync(wish.Actions, Cancel);
        return wish.Actions.Actions;
    }

    private async Task ReportAsync(TestSite site, ActionReport report)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId, site.DeviceId);
        await scope.ServiceProvider.GetRequiredService<ActionReporting>().StoreAsync(site.Identity, new([report]), Cancel);
    }
}
