using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Clemap.Contracts.Devices;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.CloudLink;

/// <summary>A key of the device's own (P-256); its private half never leaves the file, which only its owner may read.</summary>
internal sealed class DeviceKey : IDisposable
{
    /// <summary>The cloud link and the dashboard may both be the first to ask for it.</summary>
    private static readonly SemaphoreSlim Making = new(1, 1);

    private readonly ECDsa key;

    private DeviceKey(ECDsa key)
    {
        this.key = key;
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        Public = EllipticCurveKey.OfPoint(Base64Url.EncodeToString(point.X!), Base64Url.EncodeToString(point.Y!));
    }

    public EllipticCurveKey Public { get; }

    /// <summary>The public key as a factory writes it down: base64 of its SubjectPublicKeyInfo, which is what a PEM file has between its lines.</summary>
    public string PublicText => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    /// <summary>The key that the device acts with.</summary>
    public static Task<DeviceKey> OfDeviceAsync(string dataDirectory, CancellationToken cancellation) =>
        OpenAsync(Path.Combine(dataDirectory, "device.key"), cancellation);

    /// <summary>The key in the file; a new one when there is none.</summary>
    public static async Task<DeviceKey> OpenAsync(string file, CancellationToken cancellation)
    {
        await Making.WaitAsync(cancellation);
        try
        {
            return await ReadOrMakeAsync(file, cancellation);
        }
        finally
        {
            Making.Release();
        }
    }

    private static async Task<DeviceKey> ReadOrMakeAsync(string file, CancellationToken cancellation)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(file))
        {
            key.ImportFromPem(await File.ReadAllTextAsync(file, cancellation));
            return new DeviceKey(key);
        }
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        WholeFile.Write(file, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        return new DeviceKey(key);
    }

    /// <summary>ES256: SHA-256 and the signature as R and S side by side (RFC 7518 § 3.4).</summary>
    public byte[] Sign(byte[] data) => key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public void Dispose() => key.Dispose();
}
