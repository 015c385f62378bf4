using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Clemap.Identity.Keys;

/// <summary>One certificate with its key in a PKCS#12 file that only the server's user may read; encrypted with AES-256 where a key for that is configured.</summary>
internal static class KeyFile
{
    // The password is random and long: there is nothing to guess that many rounds would slow down.
    private static readonly PbeParameters Protection = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 10_000);

    /// <summary>Reads it, and writes it anew where it lies in the clear or under the former key.</summary>
    /// <exception cref="KeyEncryptionException">It is encrypted with another key.</exception>
    public static X509Certificate2 Open(string file, KeyEncryption encryption)
    {
        var content = File.ReadAllBytes(file);
        if (TryLoad(content, encryption.Key) is { } found)
            return found;
        if (encryption.Key is null)
            throw new KeyEncryptionException($"{file} is encrypted: Clemap:Keys:EncryptionFile must name the file with its key.");
        // In the clear, or with the former key.
        var certificate = TryLoad(content, null) ?? (encryption.Former is null ? null : TryLoad(content, encryption.Former))
            ?? throw new KeyEncryptionException($"{file} was not encrypted with the key in Clemap:Keys:EncryptionFile: it is another one, or the file is damaged.");
        Write(file, certificate, encryption);
        return certificate;
    }

    public static void Write(string file, X509Certificate2 certificate, KeyEncryption encryption)
    {
        var content = encryption.Key is null ? certificate.Export(X509ContentType.Pkcs12) : certificate.ExportPkcs12(Protection, encryption.Key);
        Write(file + ".new", content);
        File.Move(file + ".new", file, overwrite: true);
    }

    private static X509Certificate2? TryLoad(byte[] content, string? password)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12(content, password, X509KeyStorageFlags.Exportable);
        }
        catch (CryptographicException)
        {
            // The password is wrong, which is an answer here.
            return null;
        }
    }

    private static void Write(string file, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }
}
