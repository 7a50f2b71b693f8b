namespace Unbraid.Service.Http;

/// <summary>A member that the JSON body of every POST may have, read by the room it belongs to.</summary>
internal interface ICommonMember
{
    /// <summary>Reads the member and remembers it with the request; a wrong one is added to the body's complaints.</summary>
    void Read(HttpContext http, JsonBody body);
}
