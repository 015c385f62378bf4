using Clemap.Billing.Setup;
using Clemap.Platform.Database;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Server.Configuration;

namespace Clemap.Server.Demo;

/// <summary>Puts the demo site into an empty database. Repeating it changes nothing.</summary>
internal sealed class DemoSeed(IServiceProvider services, IProvisioning provisioning, DatabaseConnections connections)
{
    public async Task RunAsync(DemoSettings demo, CancellationToken cancellationToken)
    {
        await provisioning.EnsureOrganisationAsync(DemoSite.Organisation, DemoSite.OrganisationName, cancellationToken);
        await provisioning.EnsureSiteAsync(DemoSite.Organisation, DemoSite.Site, cancellationToken);
        var sales = ClemapLicences.Sales(connections);
        await sales.AddAsync(DemoSite.Organisation, DemoSite.Licence, cancellationToken);
        await sales.AssignAsync(DemoSite.Organisation, DemoSite.Site.Id, cancellationToken);
        await provisioning.ClaimDeviceAsync(DemoSite.Organisation, DemoSite.Device, demo.DeviceCode, cancellationToken);
        await using var scope = services.CreateOrganisationScope(DemoSite.Organisation);
        var people = scope.ServiceProvider.GetRequiredService<IPeople>();
        var memberships = scope.ServiceProvider.GetRequiredService<IMemberships>();
        foreach (var person in DemoSite.People)
        {
            var id = await EnsureAsync(people, person, demo.Password, cancellationToken);
            await memberships.AddAsync(DemoSite.Organisation, id, person.Role, cancellationToken);
        }

        await scope.ServiceProvider.GetRequiredService<IBillingSetup>().EnsureAsync(DemoBilling.Site, cancellationToken);
    }

    private static async Task<Guid> EnsureAsync(IPeople people, DemoPerson person, string password, CancellationToken cancellationToken)
    {
        try
        {
            return await people.EnsureAsync(person.Email, person.Name, password, cancellationToken);
        }
        catch (ArgumentException refused)
        {
            throw new SettingsException($"Clemap:DemoPassword is refused for {person.Email}: {refused.Message}", refused);
        }
    }
}
