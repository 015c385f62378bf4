using Clemap.Identity.Keys;
using Clemap.Platform;
using Clemap.Platform.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;

namespace Clemap.Identity.Tests.Keys;

public sealed class KeyRingTests : IDisposable
{
    private readonly string directory = Path.Combine(Directory.CreateTempSubdirectory("clemap-keys-").FullName, "keys");
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Open_Twice_GivesTheSameKeys()
    {
        var first = KeyRing.Open(directory, time);
        var second = KeyRing.Open(directory, time);
        second.Signing.ShouldHaveSingleItem().Thumbprint.ShouldBe(first.Signing[0].Thumbprint);
        second.Encryption.ShouldHaveSingleItem().Thumbprint.ShouldBe(first.Encryption[0].Thumbprint);
        second.Signing[0].HasPrivateKey.ShouldBeTrue();
    }

    [Fact]
    public void Open_Files_AreTheServersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        KeyRing.Open(directory, time);
        if (OperatingSystem.IsWindows())
            return;
        File.GetUnixFileMode(directory).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in Directory.EnumerateFiles(directory))
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Open_NearTheEndOfAKey_AddsASuccessorAndKeepsTheOld()
    {
        var old = KeyRing.Open(directory, time).Signing[0];
        time.Advance(TimeSpan.FromDays(690));
        var signing = KeyRing.Open(directory, time).Signing;
        signing.Count.ShouldBe(2);
        signing[0].Thumbprint.ShouldBe(old.Thumbprint);
        signing[1].NotAfter.ShouldBeGreaterThan(old.NotAfter);
    }

    [Fact]
    public void Open_Successor_IsPublishedAWeekBeforeItIsUsed_AndTheOldLeavesAtItsEnd()
    {
        var old = KeyRing.Open(directory, time);
        time.Advance(TimeSpan.FromDays(690));
        var both = KeyRing.Open(directory, time);
        both.Signing[1].NotBefore.ToUniversalTime().ShouldBe((time.GetUtcNow() + TimeSpan.FromDays(7)).UtcDateTime, TimeSpan.FromMinutes(1));
        time.Advance(TimeSpan.FromDays(42));
        var after = KeyRing.Open(directory, time);
        after.Signing.Select(certificate => certificate.Thumbprint).ShouldBe([both.Signing[1].Thumbprint]);
        // What it encrypted must be read for good.
        after.Encryption[0].Thumbprint.ShouldBe(old.Encryption[0].Thumbprint);
    }

    [Fact]
    public void Open_WhenTheOnlyKeyHasAlmostEnded_TheSuccessorIsUsedAtOnce()
    {
        KeyRing.Open(directory, time);
        time.Advance(TimeSpan.FromDays(728));
        KeyRing.Open(directory, time).Signing[^1].NotBefore.ToUniversalTime().ShouldBeLessThan(time.GetUtcNow().UtcDateTime);
    }

    /// <summary>Tokens are signed with the old key while the new one is only published, and with the new one from its first day.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 1)]
    public void Server_SignsWithTheKeyThatIsInForce(int madeDaysAgo, int signedBy)
    {
        var now = TimeProvider.System.GetUtcNow();
        KeyRing.Open(directory, new FakeTimeProvider(now.AddDays(-680 - madeDaysAgo)));
        var signing = KeyRing.Open(directory, new FakeTimeProvider(now.AddDays(-madeDaysAgo))).Signing;
        signing.Count.ShouldBe(2);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Clemap:Url"] = "http://127.0.0.1:1",
            ["Clemap:DataDir"] = Path.GetDirectoryName(directory),
        });
        builder.Services.AddSingleton(new DatabaseConnections("Host=none", "Host=none", "Host=none"));
        builder.Services.AddClemapPlatform();
        builder.AddClemapIdentity();
        using var services = builder.Services.BuildServiceProvider();
        var credentials = services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue.SigningCredentials;
        credentials.Count.ShouldBe(2);
        ((X509SecurityKey)credentials[0].Key).Certificate.Thumbprint.ShouldBe(signing[signedBy].Thumbprint);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(directory)!, recursive: true);
}
