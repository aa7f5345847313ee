package dev.roomcast.protocol;

import java.util.Locale;

/** The stable codes of {@code error}. Programs read the code; people read the message beside it. */
public enum ErrorCode {
    BAD_JSON("That is not JSON.", "这不是有效的 JSON。"),
    BAD_REQUEST("That request is not well formed.", "请求格式不正确。"),
    UNKNOWN_TYPE("There is no message of that type.", "没有这种类型的消息。"),
    UNAUTHENTICATED("Sign in first.", "请先登录。"),
    FORBIDDEN("You do not have the right to do that.", "您没有权限执行此操作。"),
    NOT_IN_ROOM("Join the room first.", "请先加入房间。"),
    NOT_FOUND("It is not there.", "找不到该内容。"),
    TOO_LARGE("That is too large.", "内容过大。"),
    RATE_LIMITED("Too many messages; wait a moment.", "消息过于频繁，请稍候。"),
    LIMIT_EXCEEDED("A limit of this server is reached.", "已达到服务器的限制。"),
    UNAVAILABLE("The store did not answer; try again.", "存储没有响应，请重试。"),
    INTERNAL("Something went wrong on the server.", "服务器内部出错。");

    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final Wording wording;

    ErrorCode(String english, String chinese) {
        wording = new Wording(english, chinese);
    }

    /** The code on the wire, such as {@code bad-json}. */
    public String code() {
        return code;
    }

    /** What it says to a person who reads that language. */
    public String message(Language language) {
        return wording.in(language);
    }
}
