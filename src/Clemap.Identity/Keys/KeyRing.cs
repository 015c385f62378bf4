using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Clemap.Identity.Keys;

/// <summary>
/// The certificates that sign and encrypt tokens. Made at the first start and kept in files that only the server's user may read, so that tokens
/// survive a restart; encrypted where a key for that is configured. Sixty days before a certificate ends, the next start makes its successor, which is published for a week before it is used: whoever keeps
/// a copy of the public keys has it by then. The old one still checks what it signed; it leaves when it has ended. Encryption certificates stay for good,
/// since the keys of cookies were encrypted by them.
/// </summary>
internal sealed record KeyRing(IReadOnlyList<X509Certificate2> Signing, IReadOnlyList<X509Certificate2> Encryption)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(730);
    private static readonly TimeSpan SuccessorBefore = TimeSpan.FromDays(60);
    private static readonly TimeSpan PublishedBefore = TimeSpan.FromDays(7);
    private static readonly TimeSpan KeptAfter = TimeSpan.FromDays(1);

    /// <exception cref="KeyEncryptionException">A file is encrypted with another key.</exception>
    public static KeyRing Open(string directory, TimeProvider time, KeyEncryption? encryption = null)
    {
        encryption ??= KeyEncryption.None;
        CreateDirectory(directory);
        return new KeyRing(
            [.. Load(directory, "signing", X509KeyUsageFlags.DigitalSignature, time, encryption).Where(certificate => certificate.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime - KeptAfter)],
            Load(directory, "encryption", X509KeyUsageFlags.KeyEncipherment, time, encryption));
    }

    private static List<X509Certificate2> Load(string directory, string purpose, X509KeyUsageFlags usage, TimeProvider time, KeyEncryption encryption)
    {
        var now = time.GetUtcNow();
        var found = Directory.EnumerateFiles(directory, $"{purpose}-*.pfx")
            .Order(StringComparer.Ordinal)
            .Select(file => KeyFile.Open(file, encryption))
            .ToList();
        if (!found.Exists(certificate => certificate.NotAfter.ToUniversalTime() > now.UtcDateTime + SuccessorBefore))
            found.Add(Make(directory, purpose, usage, encryption, now, found.Exists(certificate => certificate.NotAfter.ToUniversalTime() > now.UtcDateTime + PublishedBefore)));
        return found;
    }

    private static X509Certificate2 Make(string directory, string purpose, X509KeyUsageFlags usage, KeyEncryption encryption, DateTimeOffset now, bool later)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN=CLEMAP {purpose}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        // The first a day back: a clock that is set right after the first start must not make the certificate a future one.
        using var certificate = request.CreateSelfSigned(later ? now + PublishedBefore : now.AddDays(-1), now + Lifetime);
        var file = Path.Combine(directory, $"{purpose}-{now:yyyyMMddHHmmss}.pfx");
        KeyFile.Write(file, certificate, encryption);
        return KeyFile.Open(file, encryption);
    }

    private static void CreateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
