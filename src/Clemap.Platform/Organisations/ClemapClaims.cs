namespace Clemap.Platform.Organisations;

/// <summary>Names of the claims in access tokens and in the portal's cookie.</summary>
public static class ClemapClaims
{
    /// <summary>Id of the person, the device or the API client.</summary>
    public const string Subject = "sub";

    /// <summary>Id of the organisation that the token acts in.</summary>
    public const string Organisation = "org";

    /// <summary>One of <see cref="Organisations.Role"/>; may occur several times. Absent in the token of a device or an API client.</summary>
    public const string Role = "role";

    /// <summary>A role in the token that the person has no more: it allows nothing. Never in a token; the check of one says so.</summary>
    public const string LostRole = "lost_role";

    /// <summary>A role that holds at one site only, as <see cref="Organisations.SiteRole"/> writes it; may occur several times.</summary>
    public const string SiteRole = "site_role";

    /// <summary>Id of the sign-in that a person's token or cookie came of (OpenID Connect's session id). Absent in the token of a device or an API client.</summary>
    public const string SignIn = "sid";

    /// <summary>Id of the secret that an API client's token came of, and what tells its token from others.</summary>
    public const string ClientSecret = "client_secret_id";

    /// <summary>Name to show.</summary>
    public const string Name = "name";

    /// <summary>Scope of device tokens.</summary>
    public const string DeviceScope = "device";

    /// <summary>Scope of people's tokens for the REST API.</summary>
    public const string ApiScope = "api";

    /// <summary>Audience of all access tokens.</summary>
    public const string Audience = "clemap-api";
}
