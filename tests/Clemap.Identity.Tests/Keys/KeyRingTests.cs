using Clemap.Identity.Keys;
using Microsoft.Extensions.Time.Testing;

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

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(directory)!, recursive: true);
}
