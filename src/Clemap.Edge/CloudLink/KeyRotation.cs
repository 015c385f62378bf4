using System.Buffers.Text;
using System.Net;
using Clemap.Contracts.Devices;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.CloudLink;

/// <summary>
/// Gives the device a new key once a year. In three steps, each of which may be repeated: the cloud takes the new key beside the old one, whose signature
/// vouches for it; a token is asked for with the new key; the cloud drops the old one, vouched for by the new one. Then the old file goes.
/// </summary>
internal sealed class KeyRotation(DeviceKeys keys, DeviceTokens tokens, CloudClient cloud, EnrolmentAnswer enrolment, Journal journal, ILogger log)
{
    public static readonly TimeSpan Every = TimeSpan.FromDays(365);

    /// <summary>Ends a change that was cut off, or begins one when the key is old.</summary>
    public async Task RotateIfDueAsync(CancellationToken cancellation)
    {
        if (!keys.IsChanging && keys.Age < Every)
            return;
        var next = await keys.NextAsync(cancellation);
        try
        {
            if (!await tokens.IsKnownAsync(next, cancellation))
                await cloud.ChangeKeyAsync(Vouched(keys.Current, next), cancellation);
            if (!await tokens.IsKnownAsync(next, cancellation))
                throw new InvalidOperationException("The cloud does not know the new key yet.");
        }
        catch (CloudException missing) when (missing.Status == HttpStatusCode.NotFound)
        {
            log.LogWarning("The cloud knows no change of keys; the device keeps its key");
            next.Dispose();
            return;
        }
        catch
        {
            next.Dispose();
            throw;
        }
        string before = keys.Current.Public.KeyId;
        keys.Use(next);
        tokens.Forget();
        await cloud.ChangeKeyAsync(Vouched(next, next), cancellation);
        keys.Settle();
        journal.Add(Journal.Edge, "key.changed", $"From {before} to {next.Public.KeyId}.");
    }

    private KeyChange Vouched(DeviceKey by, DeviceKey key)
    {
        var change = new KeyChange(key.Public, by.Public.KeyId, "");
        return change with { Signature = Base64Url.EncodeToString(by.Sign(change.SignedBytes(enrolment.DeviceId))) };
    }
}
