using Clemap.Platform.Organisations;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Tests.Organisations;

public sealed class MembershipsTests(PlatformFixture platform)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OfPersonAsync_BeforeAnOrganisationIsKnown_GivesAllOfThatPersonOnly()
    {
        var first = await platform.NewSiteAsync("A house");
        var second = await platform.NewSiteAsync("B house");
        var person = Guid.CreateVersion7();
        await AddAsync(first, person, Role.Owner);
        await AddAsync(first, person, Role.Owner);
        await AddAsync(second, person, Role.Electrician);
        await AddAsync(second, Guid.CreateVersion7(), Role.Administrator);

        await using var scope = platform.Services.CreateAsyncScope();
        var found = await scope.ServiceProvider.GetRequiredService<IMemberships>().OfPersonAsync(person, Cancel);

        found.ShouldBe([new(first.OrganisationId, "A house", Role.Owner), new(second.OrganisationId, "B house", Role.Electrician)]);
    }

    [Fact]
    public async Task AddAsync_ToAnotherOrganisation_IsRefusedByTheDatabase()
    {
        var own = await platform.NewSiteAsync();
        var foreign = await platform.NewSiteAsync();
        await using var scope = platform.Services.CreateOrganisationScope(own.OrganisationId);
        var memberships = scope.ServiceProvider.GetRequiredService<IMemberships>();
        await Should.ThrowAsync<Npgsql.PostgresException>(() => memberships.AddAsync(foreign.OrganisationId, Guid.CreateVersion7(), Role.Owner, Cancel));
    }

    [Fact]
    public async Task AddAsync_UnknownRole_Throws()
    {
        var site = await platform.NewSiteAsync();
        await Should.ThrowAsync<ArgumentException>(() => AddAsync(site, Guid.CreateVersion7(), "king"));
    }

    private async Task AddAsync(TestSite site, Guid person, string role)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        await scope.ServiceProvider.GetRequiredService<IMemberships>().AddAsync(site.OrganisationId, person, role, Cancel);
    }
}
