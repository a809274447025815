namespace Bascule.Engine.Conversation;

/// <summary>How private the words of a request are. Ordered: a request's class is only ever raised.</summary>
public enum DataClass
{
    Public,
    Internal,
    Confidential,
    Regulated,
}
