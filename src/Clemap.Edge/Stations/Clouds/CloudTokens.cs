using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Stations.Clouds;

/// <summary>
/// The token of one account, for all that use it: one sign-in at a time, renewed before its end. A password that was refused is not tried again and again,
/// since that would lock the account; another one is tried at once.
/// </summary>
internal sealed class CloudTokens(Func<string, CancellationToken, Task<CloudToken>> signIn, Func<string?> secret, string account, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    private readonly SemaphoreSlim turn = new(1, 1);
    private CloudToken? token;
    private long issuedAt;
    private string? usedSecret;
    private string? failedSecret;
    private DeviceProblem? failure;
    private long failedAt;
    private TimeSpan pause;

    /// <exception cref="CloudCallException">There is no password, or the cloud gives no token for it.</exception>
    public async Task<CloudToken> GetAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (token is { } held && time.GetElapsedTime(issuedAt) < Good(held.Lasts))
                return held;
            string now = secret() ?? throw new CloudCallException(
                new(ProblemCodes.PasswordMissing, $"No password is stored for the cloud account '{account}'.", account));
            if (failedSecret == now && time.GetElapsedTime(failedAt) < pause)
                throw new CloudCallException(failure!);
            return await SignInAsync(now, cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The cloud refused it: of several callers, the first brings a new one for all.</summary>
    public Task ForgetAsync(CloudToken refused, CancellationToken cancellation) => DropAsync(refused, null, cancellation);

    /// <summary>The cloud refused one that was new: there is no use in more of them.</summary>
    /// <param name="why">For everybody who asks until the pause is over.</param>
    public Task GiveUpAsync(CloudToken refused, DeviceProblem why, CancellationToken cancellation) => DropAsync(refused, why, cancellation);

    public void Dispose() => turn.Dispose();

    // A token that lives a few minutes only is renewed after half of them.
    private static TimeSpan Good(TimeSpan lasts) => lasts > 2 * Early ? lasts - Early : lasts / 2;

    private async Task DropAsync(CloudToken refused, DeviceProblem? why, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        if (ReferenceEquals(token, refused))
        {
            token = null;
            if (why is not null)
                Fail(usedSecret, why);
        }
        turn.Release();
    }

    private async Task<CloudToken> SignInAsync(string now, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        try
        {
            (token, issuedAt, usedSecret) = (await signIn(now, cancellation), start, now);
            return token;
        }
        catch (Exception wrong) when (DeviceFailure.Is(wrong) && !cancellation.IsCancellationRequested)
        {
            Fail(now, DeviceProblem.Of(wrong, account));
            throw;
        }
    }

    private void Fail(string? with, DeviceProblem why)
    {
        bool isAgain = failedSecret == with && time.GetElapsedTime(failedAt) < 2 * LongestPause;
        pause = !isAgain ? FirstPause : pause * 2 > LongestPause ? LongestPause : pause * 2;
        (failedSecret, failure, failedAt) = (with, why, time.GetTimestamp());
    }
}
