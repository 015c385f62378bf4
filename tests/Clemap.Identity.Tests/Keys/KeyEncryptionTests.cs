using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Clemap.Identity.Keys;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Identity.Tests.Keys;

public sealed class KeyEncryptionTests : IDisposable
{
    private const string Key = "Xb0mLzJQ2v3nq8S5wYtR7kPdGf6HaCeU";
    private const string Other = "another-key-of-more-than-thirty-two-characters";
    private readonly string folder = Directory.CreateTempSubdirectory("clemap-keys-").FullName;
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

    private string Keys => Path.Combine(folder, "data", "keys");

    [Fact]
    public void Keys_lie_encrypted_and_come_back_as_they_were()
    {
        var made = KeyRing.Open(Keys, time, new(Key, null));
        foreach (var file in Directory.EnumerateFiles(Keys))
        {
            Should.Throw<CryptographicException>(() => X509CertificateLoader.LoadPkcs12FromFile(file, null));
            using var readable = X509CertificateLoader.LoadPkcs12FromFile(file, Key);
            readable.HasPrivateKey.ShouldBeTrue();
        }
        Thumbprints(KeyRing.Open(Keys, time, new(Key, null))).ShouldBe(Thumbprints(made));
    }

    [Fact]
    public void Keys_in_the_clear_are_taken_over_and_their_files_stay_the_servers_alone()
    {
        var plain = KeyRing.Open(Keys, time, KeyEncryption.None);
        Thumbprints(KeyRing.Open(Keys, time, new(Key, null))).ShouldBe(Thumbprints(plain));
        foreach (var file in Directory.EnumerateFiles(Keys))
        {
            Should.Throw<CryptographicException>(() => X509CertificateLoader.LoadPkcs12FromFile(file, null));
            if (!OperatingSystem.IsWindows())
                File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        Directory.EnumerateFiles(Keys).Count().ShouldBe(2);
    }

    [Fact]
    public void The_key_is_changed_by_naming_the_former_one_for_one_start()
    {
        var made = KeyRing.Open(Keys, time, new(Key, null));
        Thumbprints(KeyRing.Open(Keys, time, new(Other, Key))).ShouldBe(Thumbprints(made));
        Thumbprints(KeyRing.Open(Keys, time, new(Other, null))).ShouldBe(Thumbprints(made));
        Should.Throw<KeyEncryptionException>(() => KeyRing.Open(Keys, time, new(Key, null)));
    }

    [Theory]
    [InlineData(Other, "was not encrypted with the key in Clemap:Keys:EncryptionFile")]
    [InlineData(null, "Clemap:Keys:EncryptionFile must name")]
    public void A_wrong_key_ends_the_start_with_a_sentence_and_touches_nothing(string? key, string sentence)
    {
        KeyRing.Open(Keys, time, new(Key, null));
        var before = Contents();
        Should.Throw<KeyEncryptionException>(() => KeyRing.Open(Keys, time, new(key, null))).Message.ShouldContain(sentence);
        Contents().ShouldBe(before);
    }

    [Fact]
    public void A_damaged_file_ends_the_start_with_a_sentence()
    {
        KeyRing.Open(Keys, time, new(Key, null));
        var file = Directory.EnumerateFiles(Keys).First();
        File.WriteAllBytes(file, [.. File.ReadAllBytes(file)[..500]]);
        Should.Throw<KeyEncryptionException>(() => KeyRing.Open(Keys, time, new(Key, null))).Message.ShouldContain(file);
    }

    [Theory]
    [InlineData("apart", Key + "\n", null)]
    [InlineData("apart", "too short", "at least 32 random characters")]
    [InlineData("data/key", Key, "must not lie in Clemap:DataDir")]
    [InlineData("apart", null, "cannot be read")]
    public void Setting_names_the_rule_that_it_breaks(string name, string? content, string? sentence)
    {
        var file = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (content is not null)
            File.WriteAllText(file, content);
        KeyEncryption Read() => KeyEncryption.From(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Clemap:Keys:EncryptionFile"] = file }).Build(), Path.Combine(folder, "data"));
        if (sentence is null)
            Read().ShouldBe(new KeyEncryption(Key, null));
        else
            Should.Throw<KeyEncryptionException>(Read).Message.ShouldContain(sentence);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private List<string> Contents() =>
        [.. Directory.EnumerateFiles(Keys).Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];

    private static IEnumerable<string> Thumbprints(KeyRing keys) => keys.Signing.Concat(keys.Encryption).Select(certificate => certificate.Thumbprint);
}
