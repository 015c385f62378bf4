using Clemap.Billing.Database;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Billing.Tests.Setup;

public sealed class BillingSetupTests(BillingHost host)
{
    [Fact]
    public async Task Ensure_TwiceAtOnce_MakesOneOfEachAndChangesNothing()
    {
        var site = await BilledSite.CreateAsync(host, withSetup: false);
        var setup = site.Setup();

        await Task.WhenAll(site.EnsureSetupAsync(setup), site.EnsureSetupAsync(setup));
        await site.EnsureSetupAsync(setup with { Creditor = setup.Creditor with { Name = "Somebody else" } });

        await using var scope = host.Services.CreateOrganisationScope(site.Organisation);
        var database = scope.ServiceProvider.GetRequiredService<BillingDbContext>();
        var creditor = await database.Creditors.SingleAsync(TestContext.Current.CancellationToken);
        (creditor.Name, creditor.Iban, creditor.Uid).ShouldBe(("Immobilien Sonnenhof AG", "CH4431999123000889012", "CHE-106.017.086"));
        (await database.Residents.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(2);
        (await database.ParkingSpaces.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(2);
        (await database.MeteringPoints.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(3);
    }

    [Fact]
    public async Task Ensure_BrokenCheckDigits_AreRefused()
    {
        var site = await BilledSite.CreateAsync(host, withSetup: false);
        var setup = site.Setup();

        (await Should.ThrowAsync<ArgumentException>(() => site.EnsureSetupAsync(setup with { Creditor = setup.Creditor with { Iban = "CH45 3199 9123 0008 8901 2" } })))
            .ParamName.ShouldBe("creditor.iban");
        (await Should.ThrowAsync<ArgumentException>(() => site.EnsureSetupAsync(setup with { Sdat = setup.Sdat with { SenderEic = "12X-LIPPUNEREM-T" } })))
            .ParamName.ShouldBe("sdat.senderEic");
        (await Should.ThrowAsync<ArgumentException>(() => site.EnsureSetupAsync(setup with { Tariffs = [setup.Tariffs[0] with { ValidFrom = new(2026, 1, 2) }] })))
            .ParamName.ShouldBe("tariffs.validFrom");
    }
}
