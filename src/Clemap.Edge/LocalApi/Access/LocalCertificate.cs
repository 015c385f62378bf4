using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Clemap.Edge.LocalApi.Access;

/// <summary>
/// The self-signed certificate of this box, made on it and kept in the data folder (0600). It is replaced a month before it ends; not when an address
/// changes, since the browser's exception is for this very certificate.
/// </summary>
internal sealed class LocalCertificate(string dataDir, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan ValidFor = TimeSpan.FromDays(800); // browsers refuse more than 825 days
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    private readonly Lock gate = new();
    private readonly string file = Path.Combine(dataDir, "local-tls.pem");
    private X509Certificate2? current;

    /// <summary>SHA-256, as browsers show it: what the electrician compares before the exception is made.</summary>
    public string Fingerprint => string.Join(':', Current.GetCertHashString(HashAlgorithmName.SHA256).Chunk(2).Select(pair => new string(pair)));

    public X509Certificate2 Current
    {
        get
        {
            lock (gate)
            {
                current ??= Read();
                return current is { } stands && !IsDue(stands) ? stands : current = Make();
            }
        }
    }

    public void Dispose() => current?.Dispose();

    // Also when it begins in the future: a box without a clock of its own may have made it in a wrong year.
    private bool IsDue(X509Certificate2 certificate)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return certificate.NotAfter.ToUniversalTime() - now < RenewBefore || certificate.NotBefore.ToUniversalTime() > now;
    }

    private X509Certificate2? Read() => PrivateFile.Read(file) is { } pem ? X509Certificate2.CreateFromPem(pem, pem) : null;

    private X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string host = Dns.GetHostName();
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false)); // server
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        names.AddDnsName($"{host}.local");
        foreach (var address in Addresses())
            names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        var now = time.GetUtcNow();
        var made = request.CreateSelfSigned(now.AddDays(-1), now + ValidFor);
        PrivateFile.Write(file, made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return made;
    }

    private static IEnumerable<IPAddress> Addresses() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(card => card.OperationalStatus == OperationalStatus.Up)
        .SelectMany(card => card.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .Where(address => !address.IsIPv6LinkLocal)
        .Append(IPAddress.Loopback)
        .Distinct();
}
