using System.Buffers.Text;
using System.Net;
using Clemap.Contracts;
using Clemap.Contracts.Devices;
using Clemap.Edge.Configuration;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.CloudLink;

/// <summary>
/// Hands in the public key once; afterwards the device knows its id, until another organisation claims it. It has two ways in: the one-time code, and its key alone where the
/// factory has preregistered it.
/// </summary>
internal sealed class Enrolment(
    HttpClient http, CloudConfiguration cloud, string serial, DeviceKeys keys, Documents documents, TimeProvider time)
{
    private const string Stored = "enrolment";

    private const string NotYet =
        "The cloud does not know this device yet: somebody has to claim it in the portal. If its key was not preregistered in the factory, edge.json needs the right cloud.oneTimeCode as well.";

    public async Task<EnrolmentAnswer> EnsureAsync(CancellationToken cancellation)
    {
        if (documents.Find(Stored, CloudJson.Default.StoredEnrolment) is { } found)
            return CloudAddress.Moved(found.Document, CloudAddress.Of(cloud));
        return Store(await AskAsync(cancellation) ?? throw new CloudException(HttpStatusCode.Forbidden, NotYet));
    }

    /// <summary>After the cloud refused a device that it knew: perhaps it is another organisation's now.</summary>
    /// <returns><see langword="null"/> when it is not; then all stays as it was.</returns>
    public async Task<EnrolmentAnswer?> AgainAsync(EnrolmentAnswer known, CancellationToken cancellation) =>
        await AskAsync(cancellation) is { } answer && answer.DeviceId != known.DeviceId ? Store(answer) : null;

    private EnrolmentAnswer Store(EnrolmentAnswer answer)
    {
        documents.Put(Stored, new StoredEnrolment(CloudAddress.Of(cloud), answer), time.GetUtcNow(), CloudJson.Default.StoredEnrolment);
        return answer;
    }

    private async Task<EnrolmentAnswer?> AskAsync(CancellationToken cancellation)
    {
        foreach (var request in Requests())
        {
            using var content = JsonContent.Create(request, ContractsJson.Default.EnrolmentRequest);
            using var response = await http.PostAsync(new Uri(CloudAddress.Of(cloud), "api/v1/device/enrol"), content, cancellation);
            if (response.StatusCode == HttpStatusCode.Forbidden)
                continue;
            if (!response.IsSuccessStatusCode)
                throw await CloudAnswers.FailureAsync(response, time, cancellation);
            return await response.Content.ReadFromJsonAsync(ContractsJson.Default.EnrolmentAnswer, cancellation)
                ?? throw new CloudException(response.StatusCode, "The enrolment was answered without a body.");
        }
        return null;
    }

    private IEnumerable<EnrolmentRequest> Requests()
    {
        var key = keys.Current;
        if (!string.IsNullOrEmpty(cloud.OneTimeCode))
            yield return new(serial, cloud.OneTimeCode, key.Public);
        var request = new EnrolmentRequest(serial, "", key.Public);
        yield return request with { Signature = Base64Url.EncodeToString(key.Sign(request.SignedBytes())) };
    }
}
