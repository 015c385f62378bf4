using System.Buffers.Text;
using System.Security.Cryptography;
using Clemap.Contracts.Devices;

namespace Clemap.Edge.Tests.CloudLink;

/// <summary>The keys by which the cloud knows the one device: one, or two while it changes.</summary>
internal sealed class TestCloudKeys
{
    private readonly Lock gate = new();
    private readonly List<EllipticCurveKey> keys = [];

    public IReadOnlyList<string> Ids
    {
        get
        {
            lock (gate)
                return [.. keys.Select(key => key.KeyId)];
        }
    }

    public void Enrol(EllipticCurveKey key)
    {
        lock (gate)
        {
            keys.Clear();
            keys.Add(key);
        }
    }

    /// <returns>False when nobody the cloud knows vouched for it.</returns>
    public bool Change(KeyChange change, Guid deviceId)
    {
        if (!Verify(change.SignedBy, change.SignedBytes(deviceId), change.Signature))
            return false;
        lock (gate)
        {
            if (change.SignedBy == change.PublicKey.KeyId)
                keys.RemoveAll(key => key.KeyId != change.SignedBy);
            else if (keys.All(key => key.KeyId != change.PublicKey.KeyId))
                keys.Add(change.PublicKey);
            return true;
        }
    }

    public bool Verify(string keyId, byte[] data, string signature)
    {
        EllipticCurveKey? known;
        lock (gate)
            known = keys.Find(key => key.KeyId == keyId);
        if (known is null)
            return false;
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars(known.X), Y = Base64Url.DecodeFromChars(known.Y) },
        });
        return key.VerifyData(data, Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256);
    }
}
