using Clemap.Identity.Passwords;

namespace Clemap.Identity.Tests.Passwords;

public sealed class CommonPasswordsTests : IDisposable
{
    private static readonly CommonPasswords Shipped = CommonPasswords.Open(null);
    private readonly string file = Path.GetTempFileName();

    [Theory]
    [InlineData("password1234")]
    [InlineData("passwordpassword")]
    [InlineData("P@ssw0rd2024!")]
    [InlineData("Sommer2026!!")]
    [InlineData("sommer-winter")]
    [InlineData("Frühling-2025")]
    [InlineData("printemps2024")]
    [InlineData("Primavera1999!")]
    [InlineData("qwertzuiop123")]
    [InlineData("qwertyuiop12")]
    [InlineData("1qay2wsx3edc")]
    [InlineData("123456789012")]
    [InlineData("000000000000")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("abcdefghijklmnop")]
    [InlineData("Clemap12345678")]
    [InlineData("clemap.floem.1")]
    [InlineData("Wallbox-Zürich-24")]
    [InlineData("MotDePasse2024")]
    [InlineData("Ichliebedich24")]
    [InlineData("123456passwort")]
    [InlineData("Thomas19841984")]
    [InlineData("LETMEINletmeinLETMEIN")]
    public void Contains_WhatIsTriedFirst(string password) => Shipped.Contains(password).ShouldBeTrue();

    // Three common words are more than anybody tries first; so are characters by chance.
    [Theory]
    [InlineData("a long enough password")]
    [InlineData("correct horse battery staple")]
    [InlineData("sommer regen fenster lampe")]
    [InlineData("Zx9#kPq2vLm7")]
    [InlineData("jv-tebulo-97-knirz")]
    [InlineData("Der Föhn weckt Murmeltiere")]
    public void Contains_NotWhatNobodyElseWouldThinkOf(string password) => Shipped.Contains(password).ShouldBeFalse();

    [Fact]
    public void Shipped_HasOverAThousandWords() => Shipped.Count.ShouldBeGreaterThan(1_000);

    [Fact]
    public void Open_WithAFile_RefusesItsLinesWhateverTheirCase()
    {
        File.WriteAllLines(file, ["short", "Murmeltierhaufen 77 weiss", "zweite unbekannte zeile"]);
        var both = CommonPasswords.Open(file);
        both.Contains("murmeltierhaufen 77 WEISS").ShouldBeTrue();
        both.Contains("zweite unbekannte zei1e").ShouldBeFalse();
        both.Contains("zwe!te unbekannte zeile").ShouldBeTrue();
        both.Contains("password1234").ShouldBeTrue();
        Shipped.Contains("murmeltierhaufen 77 WEISS").ShouldBeFalse();
    }

    [Fact]
    public void Open_WithAFileThatIsNotThere_NamesTheKey() => Should
        .Throw<InvalidOperationException>(() => CommonPasswords.Open(file + ".missing")).Message.ShouldContain("Clemap:Identity:PasswordList");

    // 256 characters that could all begin a word: bounded work, whatever somebody types.
    [Fact]
    public void Contains_TheLongest_AnswersAtOnce()
    {
        var started = TimeProvider.System.GetTimestamp();
        Shipped.Contains(string.Concat(Enumerable.Repeat("sommerwinter7x", 18)));
        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    public void Dispose() => File.Delete(file);
}
