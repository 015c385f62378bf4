using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Tests.Devices;

public sealed class DeviceDirectoryTests(PlatformFixture platform)
{
    private IDeviceDirectory Devices => platform.Services.GetRequiredService<IDeviceDirectory>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FindAsync_KnownDevice_GivesItsOrganisationAndSite()
    {
        var site = await platform.NewSiteAsync();
        (await Devices.FindAsync(site.DeviceId, Cancel)).ShouldBe(site.Identity);
        (await Devices.FindAsync(Guid.CreateVersion7(), Cancel)).ShouldBeNull();
    }

    [Theory]
    [InlineData(true, "wrong")]
    [InlineData(false, "CODE-1")]
    public async Task EnrolAsync_WrongCodeOrSerial_GivesNull(bool rightSerial, string code)
    {
        var site = await platform.NewSiteAsync();
        (await Devices.EnrolAsync(rightSerial ? site.Serial : "CL-unknown", code, Key(1), Cancel)).ShouldBeNull();
        (await Devices.FindAsync(site.DeviceId, Cancel))!.PublicKeyJson.ShouldBeNull();
    }

    [Fact]
    public async Task EnrolAsync_ManyKeysAtOnce_ExactlyOneWins()
    {
        var site = await platform.NewSiteAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(key => Devices.EnrolAsync(site.Serial, site.Code, Key(key), Cancel)));

        var winner = answers.Where(answer => answer is not null).ShouldHaveSingleItem()!;
        (await Devices.FindAsync(site.DeviceId, Cancel))!.PublicKeyJson.ShouldBe(winner.PublicKeyJson);
    }

    [Fact]
    public async Task SuspendDeviceAsync_MakesItInactive_AndReleasedActiveAgain()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var provisioning = platform.Services.GetRequiredService<IProvisioning>();

        await provisioning.SuspendDeviceAsync(site.OrganisationId, site.DeviceId, suspended: true, Cancel);
        (await Devices.FindAsync(site.DeviceId, Cancel))!.Active.ShouldBeFalse();
        (await Devices.EnrolAsync(site.Serial, site.Code, Key(1), Cancel)).ShouldBeNull();

        await provisioning.SuspendDeviceAsync(site.OrganisationId, site.DeviceId, suspended: false, Cancel);
        (await Devices.FindAsync(site.DeviceId, Cancel))!.Active.ShouldBeTrue();
    }

    [Fact]
    public async Task SourcesAsync_AreTheMetersAndStationsOfTheModel()
    {
        var site = await platform.NewSiteAsync();
        (await Devices.SourcesAsync(site.OrganisationId, site.DeviceId, Cancel)).ShouldBeEmpty();
        var commissioned = await platform.NewCommissionedSiteAsync();
        (await Devices.SourcesAsync(commissioned.OrganisationId, commissioned.DeviceId, Cancel)).ShouldBe([TestSite.Meter, TestSite.Station], ignoreOrder: true);
    }

    [Fact]
    public async Task ClaimDeviceAsync_SerialOfAnotherOrganisation_IsRefused()
    {
        var first = await platform.NewSiteAsync();
        var second = await platform.NewSiteAsync();
        var provisioning = platform.Services.GetRequiredService<IProvisioning>();
        await Should.ThrowAsync<Microsoft.EntityFrameworkCore.DbUpdateException>(() => provisioning.ClaimDeviceAsync(
            second.OrganisationId, new(Guid.CreateVersion7(), second.SiteId, first.Serial, "C-04A-WL-080A-CS"), null, Cancel));
    }

    private static string Key(int number) => $$"""{"kty": "EC", "kid": "{{number}}"}""";
}
