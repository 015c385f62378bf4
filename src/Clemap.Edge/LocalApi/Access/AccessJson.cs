using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Edge.LocalApi.Access;

/// <param name="Name"><see langword="null"/> when nobody is signed in.</param>
/// <param name="FirstAccount">Nobody has an account yet: the one-time code is asked for.</param>
internal sealed record SessionView(bool FirstAccount, string? Name = null, LocalRole? Role = null, string? Csrf = null);

internal sealed record SignIn(string Name, string Password);

internal sealed record FirstAccount(string Code, string Name, string Password);

internal sealed record NewAccount(string Name, string Password, LocalRole Role);

internal sealed record PasswordChange(string Current, string New);

internal sealed record AccountView(string Name, LocalRole Role, DateTimeOffset CreatedAt);

internal sealed record NewToken(string Label, LocalRole Role);

/// <param name="Secret">Shown once, when it is made.</param>
internal sealed record TokenView(string Id, string Label, LocalRole Role, string Owner, DateTimeOffset CreatedAt, string? Secret = null);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AccountsDocument))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(SignIn))]
[JsonSerializable(typeof(FirstAccount))]
[JsonSerializable(typeof(NewAccount))]
[JsonSerializable(typeof(PasswordChange))]
[JsonSerializable(typeof(IReadOnlyList<AccountView>))]
[JsonSerializable(typeof(NewToken))]
[JsonSerializable(typeof(TokenView))]
[JsonSerializable(typeof(IReadOnlyList<TokenView>))]
internal sealed partial class AccessJson : JsonSerializerContext;
